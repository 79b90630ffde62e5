#include "sim/input/print.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 100 };

static void print_scalar(FILE *out, const cJSON *item)
{
    char *text = cJSON_PrintUnformatted(item);
    if (!text) abort();
    fputs(text, out);
    free(text);
}

static void print_key(FILE *out, const cJSON *item)
{
    if (!item->string) return;
    cJSON key = { .type = cJSON_String, .valuestring = item->string };
    print_scalar(out, &key);
    fputs(": ", out);
}

static void print_flat(FILE *out, const cJSON *item)
{
    const cJSON *child;
    if (!cJSON_IsObject(item) && !cJSON_IsArray(item)) {
        print_scalar(out, item);
        return;
    }
    const bool object = cJSON_IsObject(item);
    fputs(object ? (item->child ? "{ " : "{") : "[", out);
    cJSON_ArrayForEach(child, item)
    {
        if (object) print_key(out, child);
        print_flat(out, child);
        if (child->next) fputs(", ", out);
    }
    fputs(object ? (item->child ? " }" : "}") : "]", out);
}

/* Whether the item fits on what is left of a line; then it has been printed. */
static bool print_on_line(FILE *out, const cJSON *item, size_t left)
{
    char *line;
    size_t length;
    FILE *memory = open_memstream(&line, &length);
    if (!memory) abort();
    print_flat(memory, item);
    fclose(memory);
    const bool fits = length <= left;
    if (fits) fputs(line, out);
    free(line);
    return fits;
}

static void print_item(FILE *out, const cJSON *item, int depth, size_t left)
{
    const cJSON *child;
    const bool object = cJSON_IsObject(item), nested = (object || cJSON_IsArray(item)) && item->child;
    if (!nested) {
        print_flat(out, item);
        return;
    }
    if (print_on_line(out, item, left)) return;
    fputs(object ? "{\n" : "[\n", out);
    cJSON_ArrayForEach(child, item)
    {
        const size_t indent = 2 * (size_t)(depth + 1), key = object ? strlen(child->string) + 4 : 0;
        fprintf(out, "%*s", (int)indent, "");
        if (object) print_key(out, child);
        print_item(out, child, depth + 1, indent + key + 1 < WIDTH ? WIDTH - indent - key - 1 : 0);
        fputs(child->next ? ",\n" : "\n", out);
    }
    fprintf(out, "%*s%c", 2 * depth, "", object ? '}' : ']');
}

char *print_json(const cJSON *tree)
{
    char *text;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    if (!out) abort();
    print_item(out, tree, 0, 0);
    fputc('\n', out);
    fclose(out);
    return text;
}
