#include "sim/report/gnuplot.h"

#include "sim/report/datadir.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* How to ask for a format. The first terminal that this gnuplot has is taken: builds differ. */
static const struct format {
    const char *suffix, *terminal[2];
    double points; /* of the size's unit a pixel; 1: pixels */
    const char *rest;
} formats[] = {
    { "svg", { "svg", NULL }, 1, "font 'Helvetica,Arial,sans-serif,13' background 'white'" },
    { "png", { "pngcairo", "png" }, 1, "font 'sans,10'" },
    { "pdf", { "pdfcairo", NULL }, 1 / 100.0, "font 'sans,10' linewidth 1.3" },
    { "eps", { "epscairo", NULL }, 1 / 100.0, "font 'sans,10' linewidth 1.3" },
    { "jpg", { "jpeg", NULL }, 1, "font 'sans,10'" },
    { "gif", { "gif", NULL }, 1, "font 'sans,10'" },
    { "txt", { "dumb", NULL }, 0, "mono" },
};

void gnuplot_string(const char *text, FILE *file)
{
    fputc('\'', file);
    for (; *text; text++) {
        if (*text == '\'') fputc('\'', file);
        fputc((unsigned char)*text < ' ' ? ' ' : *text, file);
    }
    fputc('\'', file);
}

void gnuplot_number(const char *name, double value, FILE *file)
{
    char text[40];
    snprintf(text, sizeof text, "%.12g", value);
    fprintf(file, "%s = %s%s\n", name, isfinite(value) ? text : "NaN",
            isfinite(value) && !strpbrk(text, ".e") ? ".0" : "");
}

/* As much of a text as has room, cut between words; a character is what begins a sequence of UTF-8. */
static void clipped(const char *name, const char *text, unsigned room, FILE *file)
{
    unsigned length = 0;
    size_t cut = 0, end = 0;
    for (; text[end]; end++) {
        if (text[end] == ' ' && length + 3 <= room) cut = end;
        if (((unsigned char)text[end] & 0xC0) == 0x80) continue;
        if (length + 3 == room && cut < end / 2) cut = end; /* a word as long as the picture */
        if (++length > room) break;
    }
    char *part;
    if (asprintf(&part, "%.*s%s", (int)(text[end] ? cut : end), text, text[end] ? "..." : "") < 0) abort();
    fprintf(file, "%s = ", name);
    gnuplot_string(part, file);
    fputc('\n', file);
    free(part);
}

void gnuplot_title(const struct gnuplot *g, const char *headline, const char *question)
{
    clipped("headline", headline, g->is_text ? g->room : (unsigned)(g->room / 10.8), g->script);
    clipped("question", question ? question : "", g->is_text ? g->room : (unsigned)(g->room / 7.1),
            g->script);
}

static const struct format *format_of(const char *suffix)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strcmp(formats[i].suffix, suffix) == 0) return &formats[i];
    return NULL;
}

/* Splits "dir/out.svg" into the stem "out" and the suffix, which stays the option's. */
static bool take_names(struct gnuplot *g, struct output_error *error)
{
    const char *output = g->options->output;
    g->is_text = !output || strcmp(output, "-") == 0;
    if (g->is_text) {
        g->stem = strdup("picture");
        g->suffix = "txt";
        return g->stem != NULL;
    }
    const char *slash = strrchr(output, '/'), *name = slash ? slash + 1 : output, *dot = strrchr(name, '.');
    if (!dot || dot == name || !format_of(dot + 1)) {
        output_error_set(error,
                         "%s: cannot draw: the name must end in .svg, .png, .pdf, .eps, .jpg, .gif or .txt",
                         output);
        return false;
    }
    g->stem = strndup(name, (size_t)(dot - name));
    g->suffix = dot + 1;
    g->is_text = strcmp(g->suffix, "txt") == 0;
    return g->stem != NULL;
}

/* The path of a file in the private directory; aborts when memory is short. */
static char *inside(const struct gnuplot *g, const char *suffix)
{
    char *path;
    if (asprintf(&path, "%s/%s.%s", g->directory, g->stem, suffix) < 0) abort();
    return path;
}

static FILE *open_inside(const struct gnuplot *g, const char *suffix)
{
    char *path = inside(g, suffix);
    FILE *file = fopen(path, "w");
    free(path);
    return file;
}

static void print_terminal(const struct gnuplot *g, unsigned width, unsigned height)
{
    const struct format *f = format_of(g->suffix);
    const struct plot_options *o = g->options;
    char size[64];
    if (g->is_text)
        snprintf(size, sizeof size, "size %u,%u", o->columns ? o->columns : 100, o->rows ? o->rows : 46);
    else
        snprintf(size, sizeof size, f->points < 1 ? "size %.3fin,%.3fin" : "size %.0f,%.0f",
                 f->points * (o->width ? o->width : width), f->points * (o->height ? o->height : height));
    fprintf(g->script, "set encoding utf8\n");
    const char *plain = g->is_text ? "" : "noenhanced ";
    if (f->terminal[1])
        fprintf(g->script,
                "if (strstrt(GPVAL_TERMINALS, ' %s ')) {\n    set terminal %s %s %s%s\n} else {\n"
                "    set terminal %s %s %s%s\n}\n",
                f->terminal[0], f->terminal[0], size, plain, f->rest, f->terminal[1], size, plain, f->rest);
    else
        fprintf(g->script, "set terminal %s %s %s%s\n", f->terminal[0], size, plain, f->rest);
    char *name;
    if (asprintf(&name, "%s.%s", g->stem, g->suffix) < 0) abort();
    fprintf(g->script, "set output ");
    gnuplot_string(name, g->script);
    fprintf(g->script, "\ntext = %d\ndata = ", g->is_text);
    free(name);
    if (asprintf(&name, "%s.csv", g->stem) < 0) abort();
    gnuplot_string(name, g->script);
    fprintf(g->script, "\n");
    free(name);
}

bool gnuplot_begin(struct gnuplot *g, const char *template, const struct plot_options *options,
                   unsigned width, unsigned height, struct output_error *error)
{
    *g = (struct gnuplot){ .options = options };
    char name[128];
    snprintf(name, sizeof name, "plots/%s", template);
    if (!take_names(g, error)) return false;
    const char *where = getenv("TMPDIR");
    if (asprintf(&g->directory, "%s/kneewall.XXXXXX", where && *where ? where : "/tmp") < 0) abort();
    if (!mkdtemp(g->directory)) {
        output_error_set(error, "%s: cannot write: %s", g->directory, strerror(errno));
        free(g->directory);
        g->directory = NULL;
        gnuplot_abandon(g);
        return false;
    }
    if (!datadir_find(name, g->template, sizeof g->template)) {
        output_error_set(error, "%s: not found; is the program installed completely?", name);
        gnuplot_abandon(g);
        return false;
    }
    g->script = open_inside(g, "gp");
    g->data = open_inside(g, "csv");
    if (!g->script || !g->data) {
        output_error_set(error, "%s: cannot write: %s", g->directory, strerror(errno));
        gnuplot_abandon(g);
        return false;
    }
    fprintf(g->script, "# Made by kneewall %s. \"gnuplot %s.gp\" in this directory draws it again.\n",
            KNEEWALL_VERSION, g->stem);
    print_terminal(g, width, height);
    const unsigned whole = g->is_text ? options->columns : options->width;
    g->room = (whole ? whole : g->is_text ? 100 : width) * 97 / 100;
    return true;
}

static bool append(FILE *to, const char *path)
{
    char block[8192];
    size_t n;
    FILE *from = fopen(path, "r");
    if (!from) return false;
    while ((n = fread(block, 1, sizeof block, from)) > 0) fwrite(block, 1, n, to);
    bool good = !ferror(from);
    fclose(from);
    return good;
}

/* The last line that is not blank: gnuplot repeats its input first and then says what is wrong. */
static void condense(const struct gnuplot *g, struct output_error *error)
{
    char *path = inside(g, "err"), line[512], last[512] = "it ended without a reason";
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file)) {
        const char *start = line;
        while (isspace((unsigned char)*start)) start++;
        for (size_t n = strlen(line); n > 0 && isspace((unsigned char)line[n - 1]); n--) line[n - 1] = '\0';
        if (strlen(start) > 1) snprintf(last, sizeof last, "%s", start);
    }
    if (file) fclose(file);
    free(path);
    output_error_set(error, "gnuplot: %s", last);
}

/* Runs the script with its directory as the working one; 0 or what posix_spawn said; *status as waitpid()'s.
 */
static int run(const struct gnuplot *g, int *status)
{
    char *errors = inside(g, "err"), *name;
    if (asprintf(&name, "%s.gp", g->stem) < 0) abort();
    /* A name that begins with a dash is a file, not an option. */
    char *script = NULL;
    if (asprintf(&script, "./%s", name) < 0) abort();
    char *const arguments[] = { (char[]){ "gnuplot" }, (char[]){ "--default-settings" }, script, NULL };
    posix_spawn_file_actions_t actions;
    pid_t child;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_addchdir_np(&actions, g->directory);
    int reason = posix_spawnp(&child, "gnuplot", &actions, NULL, arguments, environ);
    if (reason == 0)
        while (waitpid(child, status, 0) < 0 && errno == EINTR) continue;
    posix_spawn_file_actions_destroy(&actions);
    free(script);
    free(name);
    free(errors);
    return reason;
}

/* Copies a file of the private directory to where it belongs, whole or not at all. */
static bool deliver(const struct gnuplot *g, const char *suffix, const char *target,
                    struct output_error *error)
{
    struct output output;
    char *path = inside(g, suffix);
    bool good = output_open(&output, target, error);
    if (good && !append(output.file, path)) {
        output_error_set(error, "gnuplot: it drew nothing");
        output_abandon(&output);
        good = false;
    } else if (good) {
        good = output_close(&output, error);
    }
    free(path);
    return good;
}

static bool deliver_beside(const struct gnuplot *g, const char *suffix, struct output_error *error)
{
    const char *output = g->options->output;
    size_t length = strlen(output) - strlen(g->suffix);
    char *target;
    if (asprintf(&target, "%.*s%s", (int)length, output, suffix) < 0) abort();
    bool good = deliver(g, suffix, target, error);
    free(target);
    return good;
}

static bool draw(struct gnuplot *g, struct output_error *error)
{
    int status = 0;
    bool written = append(g->script, g->template) && !ferror(g->script) && !ferror(g->data);
    written = fclose(g->script) == 0 && written;
    written = fclose(g->data) == 0 && written;
    g->script = g->data = NULL;
    if (!written) {
        output_error_set(error, "%s: cannot write: %s", g->directory, strerror(errno));
        return false;
    }
    int reason = run(g, &status);
    if (reason != 0) {
        output_error_set(error, "gnuplot: cannot run: %s%s", strerror(reason),
                         reason == ENOENT ? "; pictures need it (Debian: apt install gnuplot-nox)" : "");
        return false;
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        condense(g, error);
        return false;
    }
    return true;
}

bool gnuplot_finish(struct gnuplot *g, struct output_error *error)
{
    bool file = g->options->output && strcmp(g->options->output, "-") != 0;
    bool good = draw(g, error);
    if (good && g->options->keep && file)
        good = deliver_beside(g, "gp", error) && deliver_beside(g, "csv", error);
    good = good && deliver(g, g->suffix, g->options->output, error);
    gnuplot_abandon(g);
    return good;
}

void gnuplot_abandon(struct gnuplot *g)
{
    if (g->script) fclose(g->script);
    if (g->data) fclose(g->data);
    const char *const suffixes[] = { "gp", "csv", "err", g->suffix };
    for (size_t i = 0; g->directory && i < sizeof suffixes / sizeof *suffixes; i++) {
        char *path = inside(g, suffixes[i]);
        unlink(path);
        free(path);
    }
    if (g->directory) rmdir(g->directory);
    free(g->directory);
    free(g->stem);
    *g = (struct gnuplot){ 0 };
}
