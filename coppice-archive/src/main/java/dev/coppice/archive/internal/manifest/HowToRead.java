package dev.coppice.archive.internal.manifest;

import static java.util.stream.Collectors.joining;

import dev.coppice.archive.ArchivedColumn;
import dev.coppice.archive.FrameContent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a manifest says to a reader who has a zstd tool and a database, and has never heard of Coppice. */
final class HowToRead {
    private HowToRead() {}

    /** The rules of the CSV; the words of PostgreSQL's COPY, which wrote it. */
    static Map<String, Object> csv() {
        var rules = new LinkedHashMap<String, Object>();
        rules.put("encoding", "UTF-8");
        rules.put("header", false);
        rules.put("delimiter", ",");
        rules.put("newline", "\n");
        rules.put("quote", "\"");
        rules.put("escape", "\"");
        rules.put("null", "an empty field without quotes");
        rules.put("emptyText", "an empty field in quotes");
        rules.put("newlineInField", "as it is, in quotes; a record may span lines");
        return rules;
    }

    /** How the CSV of a segment is had: frame by frame, since behind the last one a file may hold bytes of a crash. */
    static List<String> extract(boolean encrypted) {
        return encrypted
                ? List.of("Each frame is encrypted; the guide on the archive's format says how to decrypt it.")
                : List.of(
                        "for each frame of a segment, in order: tail -c +$((offset + 1)) object | head -c length | zstd -dc"
                                + " >> segment.csv",
                        "then run the segment's commands with {csv} replaced by the path of that file");
    }

    /** Commands with {@code {csv}} for the path of the segment's CSV. */
    static Map<String, Object> commands(FrameContent content) {
        var commands = new LinkedHashMap<String, Object>();
        commands.put("postgresql", postgresql(content));
        commands.put("duckdb", List.of(duckdb(content)));
        return commands;
    }

    private static List<String> postgresql(FrameContent content) {
        var into = "CREATE TEMPORARY TABLE archived ("
                + content.columns().stream()
                        .map(column -> quoted(column.name()) + " " + column.type())
                        .collect(joining(", "))
                + ")";
        var copy = "COPY archived FROM '{csv}' (FORMAT csv, ENCODING 'UTF8')";
        if (content.kind() == FrameContent.Kind.EDITS) {
            return List.of(into, copy);
        }
        var loadable = content.loadable().stream()
                .map(ArchivedColumn::name)
                .map(HowToRead::quoted)
                .collect(joining(", "));
        var table =
                quoted(content.table().schema()) + "." + quoted(content.table().name());
        return List.of(
                into,
                copy,
                "INSERT INTO " + table + " (" + loadable + ") OVERRIDING SYSTEM VALUE SELECT " + loadable
                        + " FROM archived",
                "DROP TABLE archived");
    }

    private static String duckdb(FrameContent content) {
        return "SELECT * FROM read_csv('{csv}', auto_detect=false, header=false, delim=',', quote='\"', escape='\"',"
                + " nullstr='', allow_quoted_nulls=false, columns={"
                + content.columns().stream()
                        .map(column -> "'" + column.name().replace("'", "''") + "': 'VARCHAR'")
                        .collect(joining(", "))
                + "})";
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
