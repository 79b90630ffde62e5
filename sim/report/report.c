#include "sim/report/report.h"

#include "sim/report/csv.h"
#include "sim/report/hgrm.h"
#include "sim/report/json.h"
#include "sim/report/plot.h"
#include "sim/report/table.h"

void report_table(const struct scenario_result *result, bool color, FILE *file)
{
    table_print(result, color, file);
}

void report_comparison(const struct study_result *study, bool color, FILE *file)
{
    comparison_print(study, color, file);
}

bool report_tables(const struct study_result *study, bool color, const char *path, struct output_error *error)
{
    struct output output;
    if (!output_open(&output, path, error)) return false;
    for (uint32_t i = 0; i < study->scenarios; i++) {
        if (i > 0) fputc('\n', output.file);
        table_print(&study->scenario[i], color, output.file);
    }
    if (study->scenarios > 1) fputc('\n', output.file);
    comparison_print(study, color, output.file);
    return output_close(&output, error);
}

bool report_json(const struct study_result *study, const char *path, struct output_error *error)
{
    struct output output;
    if (!output_open(&output, path, error)) return false;
    json_print(study, output.file);
    return output_close(&output, error);
}

bool report_csv(const struct study_result *study, const char *path, struct output_error *error)
{
    struct output output;
    if (!output_open(&output, path, error)) return false;
    csv_print(study, false, output.file);
    return output_close(&output, error);
}

bool report_hgrm(const struct study_result *study, const char *path, struct output_error *error)
{
    struct output output;
    if (!output_open(&output, path, error)) return false;
    hgrm_print_study(study, output.file);
    return output_close(&output, error);
}

bool report_plot(const struct study_result *study, const struct plot_options *options,
                 struct output_error *error)
{
    return plot_study(study, options, error);
}
