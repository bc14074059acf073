"""Text work that knows no story: normal forms, sentences, prose, tokens, languages, injections, duplicates."""
