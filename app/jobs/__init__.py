"""Syntheses as durable jobs: asked for once, done once, whatever dies meanwhile.

A request becomes a row in the queue (`submit`), in the same transaction as its Idempotency-Key. A worker takes it
under a lease (`desk`), which is renewed while the work goes on (`keeper`), and does it (`work`); story and job end in one
transaction that names the lease's fence. Whoever dies leaves a lease that runs out, or that is seen to be a dead process's
(`worker_name`), and the next one does the work again, with the answers of the model that were saved before. Sets that may wait are written by
the `batch`: their questions go into a `mailbox`, and the `post_office` brings back the answers.
"""
