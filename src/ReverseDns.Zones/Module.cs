using System.Runtime.CompilerServices;

// Buffers on the stack are written before they are read; clearing them first costs as much as a look-up.
[module: SkipLocalsInit]
