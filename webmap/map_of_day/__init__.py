"""What the map shows of a day, however it leaves: data, tables, words above it, and the question of its picture."""
