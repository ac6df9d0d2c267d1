package dev.coppice.archive.internal.manifest;

import dev.coppice.archive.ArchivedColumn;
import dev.coppice.archive.ArchivedTable;
import dev.coppice.archive.ColumnRange;
import dev.coppice.archive.Frame;
import dev.coppice.archive.FrameContent;
import dev.coppice.archive.Manifest;
import dev.coppice.archive.Origin;
import dev.coppice.archive.Segment;
import dev.coppice.archive.internal.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A manifest as JSON: the same text for equal manifests. */
public final class ManifestJson {
    /** The format that is written. */
    static final String FORMAT = "coppice-archive";

    /** Raised when a reader of the version before would misunderstand. */
    static final int VERSION = 1;

    private ManifestJson() {}

    /** The manifest's text. */
    public static String write(Manifest manifest) {
        var json = new LinkedHashMap<String, Object>();
        json.put("format", FORMAT);
        json.put("version", VERSION);
        json.put("archive", manifest.archive());
        json.put("startedAt", manifest.startedAt().toString());
        json.put("origin", origin(manifest.origin()));
        json.put("settings", manifest.settings());
        manifest.encryption()
                .ifPresent(how -> json.put("encryption", object("scheme", how.scheme(), "keyId", how.keyId())));
        json.put("csv", HowToRead.csv());
        json.put("load", HowToRead.extract(manifest.encryption().isPresent()));
        json.put("rows", manifest.rows());
        json.put("tables", manifest.tables().stream().map(ManifestJson::table).toList());
        json.put(
                "segments",
                manifest.segments().stream().map(ManifestJson::segment).toList());
        return JsonWriter.write(json);
    }

    /** The text of what the rows of a segment are, without the segment. */
    public static String write(FrameContent content) {
        var json = object("table", table(content.table()));
        json.putAll(content(content));
        return JsonWriter.write(json);
    }

    private static Map<String, Object> origin(Origin origin) {
        var database = origin.database();
        return object(
                "policy", origin.policy(),
                "planHash", origin.planHash(),
                "schemaFingerprint", origin.schemaFingerprint(),
                "database", database.name(),
                "serverVersion", database.serverVersion(),
                "encoding", database.encoding(),
                "collation", database.collation());
    }

    private static Map<String, Object> table(ArchivedTable table) {
        return object(
                "schema", table.schema(),
                "name", table.name(),
                "key", table.key(),
                "columns", table.columns().stream().map(ManifestJson::column).toList(),
                "ddl", table.ddl().lines().toList());
    }

    private static Map<String, Object> column(ArchivedColumn column) {
        return object(
                "name", column.name(),
                "type", column.type(),
                "notNull", column.notNull(),
                "generation", word(column.generation()));
    }

    private static Map<String, Object> segment(Segment segment) {
        var content = segment.content();
        var json = object(
                "name", segment.name(),
                "schema", content.table().schema(),
                "table", content.table().name());
        json.putAll(content(content));
        json.put("load", HowToRead.commands(content));
        json.put("frames", segment.frames().stream().map(ManifestJson::frame).toList());
        return json;
    }

    private static Map<String, Object> content(FrameContent content) {
        return object(
                "kind", word(content.kind()),
                "columns", content.columns().stream().map(ArchivedColumn::name).toList(),
                "ranged", content.ranged());
    }

    private static Map<String, Object> frame(Frame frame) {
        var json = object(
                "number", frame.number(),
                "chunk", frame.chunk(),
                "rows", frame.rows(),
                "object", frame.extent().object(),
                "offset", frame.extent().offset(),
                "length", frame.extent().length(),
                "csvLength", frame.csvLength());
        frame.csvSha256().ifPresent(digest -> json.put("csvSha256", digest));
        json.put("sha256", frame.sha256());
        json.put("ranges", ranges(frame.ranges()));
        return json;
    }

    private static Map<String, Object> ranges(List<ColumnRange> ranges) {
        var json = new LinkedHashMap<String, Object>();
        ranges.forEach(range -> json.put(range.column(), object("min", range.min(), "max", range.max())));
        return json;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Map<String, Object> object(Object... namesAndValues) {
        var object = new LinkedHashMap<String, Object>();
        for (var i = 0; i < namesAndValues.length; i += 2) {
            object.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }
}
