#include "sim/report/html.h"

#include "sim/report/datadir.h"
#include "sim/report/html_part.h"
#include "sim/report/markup.h"
#include "sim/report/wording.h"

#include <inttypes.h>

/* The style sheet is a file beside the templates of pictures, so that it can be edited. */
static bool copy_style(FILE *file, struct output_error *error)
{
    char path[4096], block[4096];
    size_t length;
    FILE *style = datadir_find("plots/report.css", path, sizeof path) ? fopen(path, "r") : NULL;
    if (!style) {
        output_error_set(error, "plots/report.css: not found beside the program");
        return false;
    }
    fputs("<style>\n", file);
    while ((length = fread(block, 1, sizeof block, style)) > 0) fwrite(block, 1, length, file);
    fputs("</style>\n", file);
    fclose(style);
    return true;
}

static void section(const struct scenario_result *r, const char *complete, bool alone, FILE *file)
{
    char name[2 * WORDING_NAME];
    wording_name(r, name, sizeof name);
    fputs("<section>\n", file);
    if (!alone) {
        fputs("<h2>", file);
        markup_text(name, file);
        fputs("</h2>\n", file);
    }
    if (r->scenario->question) {
        fputs("<p class=\"question\">", file);
        markup_text(r->scenario->question, file);
        fputs("</p>\n", file);
    }
    html_verdict(r, file);
    fputs("<figure>\n", file);
    html_diagram(r, file);
    fputs("<figcaption>Numbers on the arrows: calls a request, on average. Bars: the busiest resource of a "
          "tier, at the "
          "wall.</figcaption></figure>\n",
          file);
    html_charts(r, file);
    html_shares(r, file);
    html_points(r, file);
    fputs("<details><summary>The complete scenario, each default with its source</summary>\n", file);
    html_scenario(complete, file);
    fputs("</details>\n</section>\n", file);
}

static void print_page(const struct html_page *page, FILE *file)
{
    const struct study_result *study = page->study;
    const struct scenario_result *first = &study->scenario[0];
    char title[2 * WORDING_NAME + 32];
    wording_name(first, title, 2 * WORDING_NAME);
    if (study->scenarios > 1) snprintf(title, sizeof title, "%u architectures", study->scenarios);
    fputs("<h1>", file);
    markup_text(title, file);
    fputs("</h1>\n", file);
    if (study->scenarios > 1) {
        fputs("<section>\n", file);
        html_comparison(study, file);
        html_compare_chart(study, file);
        fputs("</section>\n", file);
    }
    for (uint32_t i = 0; i < study->scenarios; i++)
        section(&study->scenario[i], page->complete[i], study->scenarios == 1, file);
    fputs("<section><h2>What the words mean</h2>\n", file);
    html_definitions(study, file);
    fputs("<h2>To make this page again</h2>\n<pre>", file);
    markup_text(page->command, file);
    fprintf(file,
            "</pre>\n<p class=\"note\">kneewall " KNEEWALL_VERSION ", seed %" PRIu64 ", complete scenario",
            first->seed);
    for (uint32_t i = 0; i < study->scenarios; i++)
        fprintf(file, "%s %016" PRIx64, i ? "," : study->scenarios > 1 ? "s" : "", study->scenario[i].hash);
    fputs("</p></section>\n", file);
}

bool html_write(const struct html_page *page, const char *path, struct output_error *error)
{
    struct output output;
    char name[2 * WORDING_NAME];
    if (!output_open(&output, path, error)) return false;
    wording_name(&page->study->scenario[0], name, sizeof name);
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>",
          output.file);
    markup_text(name, output.file);
    fputs("</title>\n", output.file);
    if (!copy_style(output.file, error)) {
        output_abandon(&output);
        return false;
    }
    fputs("</head>\n<body>\n<main>\n", output.file);
    print_page(page, output.file);
    fputs("</main>\n</body>\n</html>\n", output.file);
    return output_close(&output, error);
}
