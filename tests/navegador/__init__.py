"""Lo que una persona hace en su navegador: el servidor de verdad, un Chromium de verdad y nadie que los imite."""
