#include "sim/report/assertion.h"

#include "sim/report/json.h"
#include "sim/report/timeline_json.h"
#include "sim/study/outline.h"

#include <cjson/cJSON.h>
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A number, or a word where `word` is not empty. */
struct value {
    double number;
    char word[96];
    bool is_path, is_text; /* it stands in the result; it is text there, or would be */
};

static const char prefix[] = "timeline.";

struct parser {
    const char *at;
    const cJSON *result;
    const char *wrong; /* what was expected; NULL: nothing is wrong */
    char room[256];
};

static void skip(struct parser *p)
{
    while (isspace((unsigned char)*p->at)) p->at++;
}

static const cJSON *nearest_point(const cJSON *result, double rate)
{
    const cJSON *best = NULL;
    double distance = INFINITY;
    static const char *const lists[] = { "points", "search_points" };
    for (int i = 0; i < 2; i++) {
        const cJSON *point;
        cJSON_ArrayForEach(point, cJSON_GetObjectItemCaseSensitive(result, lists[i]))
        {
            const cJSON *offered = cJSON_GetObjectItemCaseSensitive(point, "offered_rps");
            const double d = cJSON_IsNumber(offered) ? fabs(offered->valuedouble - rate) : INFINITY;
            if (d >= distance) continue;
            distance = d;
            best = point;
        }
    }
    return best;
}

static double number_of(const cJSON *object, const char *key)
{
    const cJSON *number = cJSON_GetObjectItemCaseSensitive(object, key);
    return cJSON_IsNumber(number) ? number->valuedouble : 0;
}

static double timeline_end(const cJSON *intervals)
{
    const cJSON *last = cJSON_GetArrayItem(intervals, cJSON_GetArraySize(intervals) - 1);
    return number_of(last, "t_s") + number_of(last, "length_s");
}

/* The interval of a timeline that holds a time; NULL before its beginning and after its end. */
static const cJSON *interval_at(const cJSON *intervals, double t)
{
    const cJSON *item, *best = NULL;
    if (!(t <= timeline_end(intervals))) return NULL;
    cJSON_ArrayForEach(item, intervals)
    {
        if (number_of(item, "t_s") <= t) best = item;
    }
    return best;
}

/* Keys may have dots in them (web.cpu): the longest key that fits is taken. */
static const cJSON *member(const cJSON *object, const char **path)
{
    const cJSON *child, *best = NULL;
    size_t longest = 0;
    cJSON_ArrayForEach(child, object)
    {
        const size_t length = child->string ? strlen(child->string) : 0;
        if (length <= longest || strncmp(*path, child->string, length) != 0) continue;
        const char after = (*path)[length];
        if (after != '\0' && after != '.' && after != '[') continue;
        longest = length;
        best = child;
    }
    *path += longest;
    return best;
}

static const cJSON *find(const cJSON *result, const char *path)
{
    const cJSON *node = result, *intervals = cJSON_GetObjectItemCaseSensitive(result, "intervals");
    if (intervals && strncmp(path, prefix, strlen(prefix)) == 0) path += strlen(prefix);
    if (strncmp(path, "at(", 3) == 0) {
        char *end;
        const double where = strtod(path + 3, &end);
        node = intervals ? interval_at(intervals, where) : nearest_point(result, where);
        if (*end != ')') return NULL;
        path = end + 1;
        if (*path == '.') path++;
    }
    while (node && *path) {
        if (*path == '[') {
            char *end;
            long index = strtol(path + 1, &end, 10);
            if (*end != ']') return NULL;
            if (index < 0) index += cJSON_GetArraySize(node);
            node = cJSON_GetArrayItem(node, (int)index);
            path = end + 1;
        } else
            node = member(node, &path);
        if (node && *path == '.') path++;
    }
    const cJSON *value = cJSON_IsObject(node) ? cJSON_GetObjectItemCaseSensitive(node, "value") : NULL;
    return value ? value : node;
}

/* A word stands where only a path makes sense. */
static void refuse_word(struct parser *p, const char *word)
{
    const cJSON *intervals = cJSON_GetObjectItemCaseSensitive(p->result, "intervals");
    const char *at = intervals ? strstr(word, "at(") : NULL;
    if (at && !interval_at(intervals, strtod(at + strlen("at("), NULL)))
        snprintf(p->room, sizeof p->room, "a time from 0 to %.6g s in \"%s\"", timeline_end(intervals), word);
    else
        snprintf(p->room, sizeof p->room, "a path of the result in place of \"%s\"", word);
    p->wrong = p->room;
}

static struct value term(struct parser *p)
{
    struct value v = { .number = NAN };
    skip(p);
    char *end;
    const double number = strtod(p->at, &end);
    if (end != p->at && !isalpha((unsigned char)*p->at)) {
        p->at = end;
        v.number = number;
        return v;
    }
    size_t length = 0;
    int depth = 0;
    while (p->at[length] &&
           (depth > 0 || (!isspace((unsigned char)p->at[length]) && !strchr("=!<>*/+", p->at[length])))) {
        if (p->at[length] == '(' || p->at[length] == '[') depth++;
        if (p->at[length] == ')' || p->at[length] == ']') depth--;
        length++;
    }
    if (length == 0 || length >= sizeof v.word) {
        p->wrong = "a number, a path of the result or a word";
        return v;
    }
    memcpy(v.word, p->at, length);
    v.word[length] = '\0';
    p->at += length;
    if (strcmp(v.word, "true") == 0 || strcmp(v.word, "false") == 0) {
        v.number = v.word[0] == 't';
        v.word[0] = '\0';
        return v;
    }
    const cJSON *node = find(p->result, v.word);
    if (!node) {
        if (strncmp(v.word, prefix, strlen(prefix)) == 0) refuse_word(p, v.word);
        return v;
    }
    v.is_path = true;
    v.is_text = cJSON_IsString(node) || cJSON_IsNull(node);
    v.word[0] = '\0';
    if (cJSON_IsString(node)) strncpy(v.word, node->valuestring, sizeof v.word - 1);
    if (cJSON_IsNumber(node))
        v.number = node->valuedouble;
    else if (cJSON_IsBool(node))
        v.number = cJSON_IsTrue(node);
    return v;
}

static struct value side(struct parser *p)
{
    struct value left = term(p);
    for (;;) {
        skip(p);
        const char op = *p->at;
        if (p->wrong || !op || !strchr("*/+-", op)) return left;
        p->at++;
        const struct value right = term(p);
        if (*left.word || *right.word) {
            p->wrong = "numbers on both sides of an operator";
            return left;
        }
        left.number = op == '*'   ? left.number * right.number
                      : op == '/' ? left.number / right.number
                      : op == '+' ? left.number + right.number
                                  : left.number - right.number;
    }
}

static bool compare(struct parser *p, const char *op, const struct value *a, const struct value *b)
{
    if (*a->word || *b->word) {
        if (op[0] != '=' && op[0] != '!' && ((*a->word && !a->is_path) || (*b->word && !b->is_path)))
            refuse_word(p, *a->word && !a->is_path ? a->word : b->word);
        else if (op[0] != '=' && op[0] != '!')
            p->wrong = "numbers, or == or != between words";
        else if (!a->is_path && !b->is_path)
            p->wrong = "a path of the result on one side";
        else if ((!*a->word && !a->is_text) || (!*b->word && !b->is_text))
            p->wrong = "words on both sides, or numbers";
        if (p->wrong) return false;
        return (strcmp(a->word, b->word) == 0) == (op[0] == '=');
    }
    const double x = a->number, y = b->number;
    switch (op[0]) {
    case '=': return x == y;
    case '!': return x != y;
    case '<': return op[1] == '=' ? x <= y : x < y;
    default: return op[1] == '=' ? x >= y : x > y;
    }
}

static bool holds(struct parser *p, double *left_value)
{
    const struct value left = side(p);
    skip(p);
    static const char *const operators[] = { "==", "!=", "<=", ">=", "<", ">" };
    const char *op = NULL;
    for (size_t i = 0; i < sizeof operators / sizeof *operators && !op; i++)
        if (strncmp(p->at, operators[i], strlen(operators[i])) == 0) op = operators[i];
    *left_value = left.number;
    if (p->wrong) return false;
    if (!op) {
        p->wrong = "one of == != < <= > >=";
        return false;
    }
    p->at += strlen(op);
    const struct value right = side(p);
    skip(p);
    if (!p->wrong && *p->at) p->wrong = "nothing more";
    return !p->wrong && compare(p, op, &left, &right);
}

bool assertion_asks(const struct scenario *scenario, const char *path)
{
    for (uint32_t i = 0; i < scenario->assertions; i++)
        if (strstr(scenario->assertion[i], path)) return true;
    return false;
}

/* Evaluates those of the timeline, or the others, into a list that is the caller's. */
static bool evaluate(const struct scenario *s, const cJSON *result, bool of_timeline,
                     struct assert_result **list, uint32_t *count, char *message, size_t size)
{
    *list = calloc(s->assertions ? s->assertions : 1, sizeof **list);
    if (!*list) abort();
    *count = 0;
    for (uint32_t k = 0; k < s->assertions; k++) {
        if ((strstr(s->assertion[k], prefix) != NULL) != of_timeline) continue;
        struct parser p = { .at = s->assertion[k], .result = result };
        struct assert_result *a = &(*list)[*count];
        a->text = s->assertion[k];
        a->holds = holds(&p, &a->value);
        if (p.wrong) {
            snprintf(message, size, "%s: assert: found \"%s\", expected %s", s->file ? s->file : "scenario",
                     a->text, p.wrong);
            return false;
        }
        ++*count;
    }
    return true;
}

static bool all_of(const struct assert_result *list, uint32_t count)
{
    bool all = true;
    for (uint32_t i = 0; i < count; i++) all &= list[i].holds;
    return all;
}

static cJSON *as_json(const struct study_result *study, const struct timeline_result *timeline)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    if (!file) abort();
    if (study)
        json_print(study, file);
    else
        timeline_json_print(timeline, file);
    fclose(file);
    cJSON *tree = cJSON_ParseWithLength(text, size);
    free(text);
    return tree;
}

bool assertion_evaluate(struct study_result *study, bool *all_hold, char *message, size_t size)
{
    cJSON *tree = as_json(study, NULL);
    const cJSON *result = cJSON_GetArrayItem(cJSON_GetObjectItemCaseSensitive(tree, "scenarios"), 0);
    bool understood = true;
    *all_hold = true;
    for (uint32_t i = 0; i < study->scenarios && understood; i++, result = result ? result->next : NULL) {
        struct scenario_result *s = &study->scenario[i];
        understood = evaluate(s->scenario, result, false, &s->assertion, &s->assertions, message, size);
        *all_hold &= all_of(s->assertion, s->assertions);
    }
    cJSON_Delete(tree);
    return understood;
}

bool assertion_evaluate_timeline(struct timeline_result *r, bool *all_hold, char *message, size_t size)
{
    r->assertions = 0; /* what is asked for does not depend on what was */
    cJSON *tree = as_json(NULL, r);
    const bool understood = evaluate(r->scenario, tree, true, &r->assertion, &r->assertions, message, size);
    *all_hold = all_of(r->assertion, r->assertions);
    cJSON_Delete(tree);
    return understood;
}

bool assertion_check(const struct scenario *scenario, char *message, size_t size)
{
    struct scenario_result outline;
    bool all_hold;
    if (scenario->assertions == 0) return true;
    outline_make(scenario, &outline);
    struct study_result study = { .scenario = &outline, .scenarios = 1 };
    const bool understood = assertion_evaluate(&study, &all_hold, message, size);
    scenario_result_finish(&outline);
    return understood;
}

/* How many events and rows there are is known only after the run. */
static bool has_outline(const char *assertion)
{
    return strstr(assertion, prefix) && !strstr(assertion, "events[") && !strstr(assertion, "intervals[");
}

bool assertion_check_timeline(const struct scenario *scenario, char *message, size_t size)
{
    struct scenario instant;
    struct timeline_result outline;
    bool all_hold;
    const char **asked = calloc(scenario->assertions + 1, sizeof *asked);
    if (!asked) abort();
    uint32_t count = 0;
    for (uint32_t i = 0; i < scenario->assertions; i++)
        if (has_outline(scenario->assertion[i])) asked[count++] = scenario->assertion[i];
    bool understood = true;
    if (count > 0) {
        outline_make_timeline(scenario, &instant, &outline);
        instant.assertion = asked;
        instant.assertions = count;
        understood = assertion_evaluate_timeline(&outline, &all_hold, message, size);
        timeline_result_finish(&outline);
    }
    free(asked);
    return understood;
}
