package dev.coppice.archive.internal.manifest;

import dev.coppice.archive.ArchivedColumn;
import dev.coppice.archive.ArchivedTable;
import dev.coppice.archive.ColumnRange;
import dev.coppice.archive.Encryption;
import dev.coppice.archive.Frame;
import dev.coppice.archive.FrameContent;
import dev.coppice.archive.Manifest;
import dev.coppice.archive.Origin;
import dev.coppice.archive.Segment;
import dev.coppice.archive.SourceDatabase;
import dev.coppice.archive.internal.json.JsonException;
import dev.coppice.archive.internal.json.JsonObject;
import dev.coppice.archive.spi.Extent;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads a manifest back. What it says is believed as far as it is possible at all; digests are the reader's to check. */
public final class ManifestReader {
    private final JsonObject json;
    private final List<ArchivedTable> tables;

    private ManifestReader(JsonObject json) {
        this.json = json;
        this.tables = json.objects("tables", ManifestReader::table);
    }

    /**
     * Reads a manifest.
     *
     * @throws JsonException when it is none, or of a version to come
     */
    public static Manifest read(String text) {
        var json = JsonObject.parse(text);
        if (!json.text("format").equals(ManifestJson.FORMAT) || json.number("version") != ManifestJson.VERSION) {
            throw new JsonException("it is not version " + ManifestJson.VERSION + " of " + ManifestJson.FORMAT);
        }
        try {
            return new ManifestReader(json).manifest();
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException impossible) {
            throw new JsonException("it says what cannot be: " + impossible.getMessage());
        }
    }

    /**
     * Reads what {@link ManifestJson#write(FrameContent)} has written.
     *
     * @throws JsonException when it is none
     */
    public static FrameContent content(String text) {
        var json = JsonObject.parse(text);
        try {
            return content(json, table(json.object("table")));
        } catch (IllegalArgumentException impossible) {
            throw new JsonException("it says what cannot be: " + impossible.getMessage());
        }
    }

    private static FrameContent content(JsonObject json, ArchivedTable table) {
        return new FrameContent(
                table,
                FrameContent.Kind.valueOf(constant(json.text("kind"))),
                json.texts("columns").stream().map(table::column).toList(),
                json.texts("ranged"));
    }

    private Manifest manifest() {
        return new Manifest(
                json.text("archive"),
                Instant.parse(json.text("startedAt")),
                origin(json.object("origin")),
                texts(json.object("settings")),
                json.optionalObject("encryption").map(how -> new Encryption(how.text("scheme"), how.text("keyId"))),
                json.objects("segments", this::segment));
    }

    private static Origin origin(JsonObject origin) {
        return new Origin(
                origin.text("policy"),
                origin.text("planHash"),
                origin.text("schemaFingerprint"),
                new SourceDatabase(
                        origin.text("database"),
                        origin.text("serverVersion"),
                        origin.text("encoding"),
                        origin.text("collation")));
    }

    private static ArchivedTable table(JsonObject table) {
        return new ArchivedTable(
                table.text("schema"),
                table.text("name"),
                table.objects("columns", ManifestReader::column),
                table.texts("key"),
                String.join("\n", table.texts("ddl")));
    }

    private static ArchivedColumn column(JsonObject column) {
        return new ArchivedColumn(
                column.text("name"),
                column.text("type"),
                column.bool("notNull"),
                ArchivedColumn.Generation.valueOf(constant(column.text("generation"))));
    }

    private Segment segment(JsonObject segment) {
        var table = tables.stream()
                .filter(candidate -> candidate.schema().equals(segment.text("schema"))
                        && candidate.name().equals(segment.text("table")))
                .findFirst()
                .orElseThrow(() -> new JsonException("a segment is of a table that is not described"));
        return new Segment(
                segment.text("name"), content(segment, table), segment.objects("frames", ManifestReader::frame));
    }

    private static Frame frame(JsonObject frame) {
        return new Frame(
                Math.toIntExact(frame.number("number")),
                frame.number("chunk"),
                frame.number("rows"),
                new Extent(frame.text("object"), frame.number("offset"), frame.number("length")),
                frame.number("csvLength"),
                frame.optionalText("csvSha256"),
                frame.text("sha256"),
                ranges(frame.object("ranges")));
    }

    private static List<ColumnRange> ranges(JsonObject ranges) {
        return ranges.names().stream()
                .map(column -> new ColumnRange(
                        column,
                        ranges.object(column).text("min"),
                        ranges.object(column).text("max")))
                .toList();
    }

    private static Map<String, String> texts(JsonObject object) {
        var texts = new LinkedHashMap<String, String>();
        object.names().forEach(name -> texts.put(name, object.text(name)));
        return texts;
    }

    private static String constant(String word) {
        return word.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
