"""The GA realtime events we speak."""
