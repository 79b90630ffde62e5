#include "sim/command/extends.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* `to` as seen from the directory `from`; both absolute and without links. */
static char *relative(const char *from, const char *to)
{
    size_t common = 0, same = 0, size;
    char *text = NULL;
    FILE *memory = open_memstream(&text, &size);
    if (!memory) abort();
    while (from[same] && from[same] == to[same]) {
        if (to[same] == '/') common = same + 1;
        same++;
    }
    if (!from[same] && to[same] == '/') common = same + 1;
    if (common < strlen(from))
        for (const char *c = from + common; c; c = strchr(c + 1, '/')) fputs("../", memory);
    fputs(to + common, memory);
    fclose(memory);
    if (!text) abort();
    return text;
}

char *extends_path(const char *output, const char *base)
{
    const char *slash = strrchr(output, '/');
    char *beside = slash ? strndup(output, (size_t)(slash - output) + 1) : strdup(".");
    if (!beside) abort();
    char *from = realpath(beside, NULL), *to = realpath(base, NULL);
    char *path = from && to ? relative(from, to) : strdup(base);
    if (!path) abort();
    free(beside);
    free(from);
    free(to);
    return path;
}

bool extends_check(const char *output, const struct document *document, struct input_error *error)
{
    if (!output) return true;
    if (!document_is_file(document)) {
        input_error_set(error, "%s: the patch extends a file by its name, so it must have one",
                        document_name(document));
        return false;
    }
    if (strcmp(output, "-") == 0 || !document_contains(document, output)) return true;
    input_error_set(error, "%s: the patch extends this file and cannot replace it", output);
    return false;
}
