"""Las constancias: el papel de lo que alguien terminó o impartió, firmado y comprobable por cualquiera."""
