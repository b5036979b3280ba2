using System.Runtime.CompilerServices;

// A request's and a name's working space on the stack is written before it is read.
[module: SkipLocalsInit]
