"""Who writes. Writers are siblings: each stands alone on `base`, and none knows another."""
