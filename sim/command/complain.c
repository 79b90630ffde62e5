#include "sim/command/command.h"

#include "sim/study/fleet.h"

#include <stdarg.h>
#include <stdio.h>

int command_complain(const char *format, ...)
{
    va_list arguments;
    if (fleet_own() > 0) return STATUS_BAD; /* the first process of a fleet says the same */
    va_start(arguments, format);
    fputs("kneewall: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    return STATUS_BAD;
}
