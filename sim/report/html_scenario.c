#include "sim/report/html_part.h"
#include "sim/report/markup.h"

#include <cjson/cJSON.h>

#include <string.h>

enum { INDENT = 2 };

static void scalar(const cJSON *item, FILE *file)
{
    char *text = cJSON_PrintUnformatted(item);
    markup_text(text, file);
    cJSON_free(text);
}

static bool is_flat(const cJSON *item)
{
    const cJSON *child;
    cJSON_ArrayForEach(child, item) if (child->child) return false;
    return true;
}

static void value(const cJSON *item, int depth, FILE *file);

static void flat(const cJSON *item, FILE *file)
{
    const cJSON *child;
    fputs(cJSON_IsArray(item) ? "[" : "{", file);
    cJSON_ArrayForEach(child, item)
    {
        if (child->string && cJSON_IsObject(item)) {
            markup_text(child->string, file);
            fputs(": ", file);
        }
        scalar(child, file);
        if (child->next) fputs(", ", file);
    }
    fputs(cJSON_IsArray(item) ? "]" : "}", file);
}

/* A key on a line of its own; one that is a default is faint, with its source behind it. */
static void member(const cJSON *item, const char *source, int depth, FILE *file)
{
    fprintf(file, "%*s%s", depth * INDENT, "", source ? "<i>" : "");
    markup_text(item->string, file);
    fputs(": ", file);
    value(item, depth, file);
    if (source) {
        fputs("   ", file);
        markup_text(source, file);
        fputs("</i>", file);
    }
    fputc('\n', file);
}

static void value(const cJSON *item, int depth, FILE *file)
{
    const cJSON *child;
    if (!cJSON_IsObject(item) && !cJSON_IsArray(item)) {
        scalar(item, file);
        return;
    }
    if (cJSON_IsArray(item) || (is_flat(item) && !cJSON_GetObjectItemCaseSensitive(item, "_defaults"))) {
        char *text = cJSON_PrintUnformatted(item);
        const bool fits = text && strlen(text) < 90;
        cJSON_free(text);
        if (is_flat(item) && fits) {
            flat(item, file);
            return;
        }
        if (cJSON_IsArray(item)) {
            scalar(item, file);
            return;
        }
    }
    const cJSON *defaults = cJSON_GetObjectItemCaseSensitive(item, "_defaults");
    fputs("{\n", file);
    cJSON_ArrayForEach(child, item)
    {
        const cJSON *source = cJSON_GetObjectItemCaseSensitive(defaults, child->string);
        if (strcmp(child->string, "_defaults") != 0)
            member(child, cJSON_IsString(source) ? source->valuestring : NULL, depth + 1, file);
    }
    fprintf(file, "%*s}", depth * INDENT, "");
}

void html_scenario(const char *complete, FILE *file)
{
    cJSON *tree = cJSON_Parse(complete);
    fputs("<pre class=\"scenario\">", file);
    if (tree)
        value(tree, 0, file);
    else
        markup_text(complete, file);
    fputs("</pre>\n", file);
    cJSON_Delete(tree);
}
