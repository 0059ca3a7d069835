"""What Escale promises, held under faults: real servers, real kills, one checker for every row."""
