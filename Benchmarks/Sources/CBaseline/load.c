#include "CBaseline.h"

#include <spawn.h>
#include <sys/wait.h>
#include <yaml.h>

extern char **environ;

double baseline_yaml_milliseconds(const char *bytes, size_t count) {
    double start = baseline_thread_seconds();
    yaml_parser_t parser;
    yaml_event_t event;
    int isDone = 0;
    yaml_parser_initialize(&parser);
    yaml_parser_set_input_string(&parser, (const unsigned char *)bytes, count);
    while (!isDone) {
        if (!yaml_parser_parse(&parser, &event)) {
            yaml_parser_delete(&parser);
            return -1;
        }
        isDone = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return (baseline_thread_seconds() - start) * 1e3;
}

double baseline_spawn_milliseconds(const char *path, const char *argument) {
    char *arguments[] = {(char *)path, (char *)argument, 0};
    pid_t child;
    double start = baseline_wall_seconds();
    if (posix_spawn(&child, path, 0, 0, arguments, environ) != 0) return -1;
    int status = 0;
    if (waitpid(child, &status, 0) != child) return -1;
    double milliseconds = (baseline_wall_seconds() - start) * 1e3;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? milliseconds : -1;
}
