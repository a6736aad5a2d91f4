"""Pure maths: formula, symbols, units, source."""
