"""The published series of people displaced: stock, running total and returns, each on its own."""
