package dev.coppice.lifecycle.internal.backup;

import dev.coppice.archive.Segment;
import dev.coppice.lifecycle.internal.backup.BackupDocument.Part;
import dev.coppice.lifecycle.internal.backup.BackupDocument.SavedBytes;
import dev.coppice.lifecycle.internal.backup.BackupDocument.SavedRows;
import dev.coppice.lifecycle.internal.backup.Shelf.Contents;
import dev.coppice.ops.CoppiceException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A backup as one zip file that anybody can read: rows as CSV with a line of names, objects as they were. Streams. */
final class Download {
    private static final String README = """
            A backup made by Coppice.

            rows/RESOURCE/STEP/SCHEMA.TABLE.csv   rows, in UTF-8; the first line has the names of the columns.
                                                  Nothing between two commas is null, "" is an empty text.
            objects/RESOURCE/STEP/NAME            files as they were.
            scripts/RESOURCE/STEP/                statements that make the tables, in their order.
            backup.json                           what there is, with counts and digests.
            """;

    private final Contents contents;
    private final Runnable stillThere;
    private final Set<String> names = new HashSet<>();

    /**
     * Of a backup that may expire meanwhile.
     *
     * @param stillThere refuses one that is given up
     */
    Download(Contents contents, Runnable stillThere) {
        this.contents = contents;
        this.stillThere = stillThere;
    }

    /** Writes it, and ends the file only while the backup is there: what was cut short cannot be unpacked. */
    void to(OutputStream out) {
        try {
            var zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
            text(zip, "README.txt", README);
            text(zip, "backup.json", Shelf.shown(contents.document()));
            for (var part : contents.document().parts()) {
                part(zip, part);
            }
            stillThere.run();
            zip.finish();
        } catch (IOException | CoppiceException failure) {
            stillThere.run();
            if (failure instanceof CoppiceException told) {
                throw told;
            }
            throw BackupFaults.store("Backup " + contents.backup() + " was not handed out to its end.", failure);
        }
    }

    private void part(ZipOutputStream zip, Part part) throws IOException {
        var place = safe(part.resource()) + "/" + safe(part.step()) + "/";
        for (var rows : part.tables()) {
            rows(zip, "rows/" + place + safe(rows.schema() + "." + rows.name()), rows);
        }
        for (var bytes : part.objects()) {
            object(zip, "objects/" + place + safe(bytes.name()), bytes);
        }
        var number = 0;
        for (var script : part.scripts()) {
            var phase = script.phase().name().toLowerCase(Locale.ROOT).replace('_', '-');
            text(zip, "scripts/%s%04d-%s.sql".formatted(place, ++number, phase), script.sql());
        }
    }

    private void rows(ZipOutputStream zip, String name, SavedRows rows) throws IOException {
        var segment = contents.reader().manifest().segments().stream()
                .filter(known -> known.name().equals(rows.segment()))
                .findFirst()
                .orElseThrow();
        entry(zip, name + ".csv");
        zip.write((header(segment) + "\n").getBytes(StandardCharsets.UTF_8));
        for (var frame : segment.frames()) {
            try (var csv = contents.reader().open(segment, frame)) {
                csv.transferTo(zip);
            }
        }
        zip.closeEntry();
    }

    private static String header(Segment segment) {
        return segment.content().columns().stream()
                .map(column -> '"' + column.name().replace("\"", "\"\"") + '"')
                .collect(Collectors.joining(","));
    }

    private void object(ZipOutputStream zip, String name, SavedBytes bytes) throws IOException {
        entry(zip, name);
        try (var in = contents.reader().open(bytes.segment(), bytes.frame())) {
            in.transferTo(zip);
        }
        zip.closeEntry();
    }

    private void text(ZipOutputStream zip, String name, String text) throws IOException {
        entry(zip, name);
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    // Two names may become alike once they are safe.
    private void entry(ZipOutputStream zip, String wanted) throws IOException {
        var name = wanted;
        for (var number = 2; !names.add(name); number++) {
            name = wanted + "~" + number;
        }
        zip.putNextEntry(new ZipEntry(name));
    }

    /** A name that leads nowhere else when it is unpacked: no step up, none to the root. */
    private static String safe(String name) {
        return name.replaceAll("[\\p{Cntrl}\\\\:]", "_")
                .replaceAll("(^|/)\\.{1,2}(?=/|$)", "$1_")
                .replaceAll("^/+|/(?=/)", "_/");
    }
}
