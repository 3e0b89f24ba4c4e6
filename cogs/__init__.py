"""One Discord feature a file: read the input, call one use case, show the result."""
