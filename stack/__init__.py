"""What the libraries leave open and have no option for. Each module names its threat; tests/stack hold it to it."""
