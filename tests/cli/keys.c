/*
 * keys PATH...: whether standard input is JSON that has each path, as a.0.b. A slash stands for a dot within
 * a key. PATH=VALUE asks for a value too: a number, true, false, null or a text.
 */
#include <cjson/cJSON.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *slurp(FILE *file)
{
    char *text = NULL;
    size_t size = 0;
    return getdelim(&text, &size, '\0', file) < 0 ? NULL : text;
}

static const cJSON *look_up(const cJSON *json, const char *path, size_t length)
{
    char key[256];
    for (size_t i = 0; json && i < length;) {
        size_t n = 0;
        for (; i < length && path[i] != '.' && n + 1 < sizeof key; i++)
            key[n++] = path[i] == '/' ? '.' : path[i];
        key[n] = '\0';
        i++;
        json = cJSON_IsArray(json) ? cJSON_GetArrayItem(json, atoi(key))
                                   : cJSON_GetObjectItemCaseSensitive(json, key);
    }
    return json;
}

static bool is(const cJSON *item, const char *value)
{
    if (cJSON_IsNumber(item))
        return fabs(item->valuedouble - strtod(value, NULL)) <= 1e-12 * fabs(item->valuedouble);
    if (cJSON_IsString(item)) return strcmp(item->valuestring, value) == 0;
    return strcmp(cJSON_IsTrue(item) ? "true" : cJSON_IsFalse(item) ? "false" : "null", value) == 0;
}

int main(int argc, char **argv)
{
    char *text = slurp(stdin);
    cJSON *json = text ? cJSON_ParseWithOpts(text, NULL, true) : NULL;
    int status = EXIT_SUCCESS;
    if (!json) {
        fprintf(stderr, "not JSON\n");
        return EXIT_FAILURE;
    }
    for (int i = 1; i < argc; i++) {
        const size_t length = strcspn(argv[i], "=");
        const cJSON *item = look_up(json, argv[i], length);
        if (item && (!argv[i][length] || is(item, &argv[i][length + 1]))) continue;
        char *found = item ? cJSON_PrintUnformatted(item) : NULL;
        fprintf(stderr, "%s: found %.200s\n", argv[i], found ? found : "nothing");
        free(found);
        status = EXIT_FAILURE;
    }
    cJSON_Delete(json);
    free(text);
    return status;
}
