"""pyserial's handlers of ``socket://`` and ``rfc2217://``, with what pyserial 3.5 leaves open put right."""
