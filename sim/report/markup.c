#include "sim/report/markup.h"

#include <stdarg.h>

void markup_text(const char *text, FILE *file)
{
    for (; text && *text; text++) switch (*text) {
        case '&': fputs("&amp;", file); break;
        case '<': fputs("&lt;", file); break;
        case '>': fputs("&gt;", file); break;
        case '"': fputs("&quot;", file); break;
        default:
            if ((unsigned char)*text >= ' ' || *text == '\n' || *text == '\t') fputc(*text, file);
        }
}

void markup_print(FILE *file, const char *format, ...)
{
    char text[2000];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    markup_text(text, file);
}
