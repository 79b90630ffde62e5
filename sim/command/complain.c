#include "sim/command/command.h"

#include <stdarg.h>
#include <stdio.h>

int command_complain(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("kneewall: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    return STATUS_BAD;
}
