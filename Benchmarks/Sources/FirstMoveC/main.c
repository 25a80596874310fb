// The limit of a start: read the file, let libyaml parse it, end.
#include <stdio.h>
#include <yaml.h>

int main(int count, char **arguments) {
    if (count < 2) return 2;
    FILE *file = fopen(arguments[1], "rb");
    if (!file) return 1;
    yaml_parser_t parser;
    yaml_event_t event;
    int isDone = 0;
    yaml_parser_initialize(&parser);
    yaml_parser_set_input_file(&parser, file);
    while (!isDone) {
        if (!yaml_parser_parse(&parser, &event)) return 1;
        isDone = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    fclose(file);
    return 0;
}
