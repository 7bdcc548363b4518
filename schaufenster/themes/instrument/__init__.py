"""The theme `instrument`: every record is a signal, drawn from its slug as a curve."""
