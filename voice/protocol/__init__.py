"""The GA realtime events we speak, as plain dictionaries: shared by the engine and by its clients.

It knows no transport, no engine and no framework.
"""
