package dev.coppice.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.archive.internal.json.JsonObject;
import dev.coppice.archive.spi.StoredObject;
import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest
class ManifestTest {
    @TempDir
    Path folder;

    private Fixture fixture;
    private Segment segment;

    @BeforeEach
    void create(TestDatabase db) {
        db.execute("""
            CREATE TYPE ${schema}.mood AS ENUM ('so so', 'well');
            CREATE TABLE ${schema}.session (
                id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "the note" text DEFAULT 'x' COLLATE "C" NOT NULL,
                double int GENERATED ALWAYS AS (length("the note") * 2) STORED, mood ${schema}.mood, at timestamptz(3),
                CHECK (length("the note") < 99));
            CREATE INDEX session_at ON ${schema}.session (at DESC) WHERE mood IS NULL;
            INSERT INTO ${schema}.session ("the note", mood, at) VALUES
                (E'a\\n\\\\.\\n', 'so so', NULL), ('', NULL, '2026-01-01 00:00:00+00'), ('"', 'well', NULL);
            """);
        fixture = Fixture.in(db, folder);
        var content = FrameContent.rows(fixture.table("session")).ranging("at");
        segment = fixture.pruned(
                Segment.numbered(1, content),
                List.of(fixture.delete("session", "id = 1"), fixture.delete("session", "true")));
    }

    @Test
    void it_is_read_back_as_it_was_written() {
        var manifest = fixture.manifest(segment);
        fixture.archive.write(manifest);
        assertThat(fixture.archive.read().manifest()).isEqualTo(manifest);
    }

    @Test
    void written_again_it_is_the_same_and_nothing_is_left_beside_it() throws IOException {
        var digest = fixture.archive.write(fixture.manifest(segment));
        assertThat(fixture.archive.write(fixture.manifest(segment))).isEqualTo(digest);
        assertThat(fixture.store.list("campaign-17/"))
                .extracting(StoredObject::name)
                .containsExactly("campaign-17/" + segment.name() + ".csv.zst", "campaign-17/manifest.json");
    }

    @Test
    void a_table_is_described_so_that_it_can_be_made_again() {
        fixture.db.execute(
                "DROP TABLE ${schema}.session; " + segment.content().table().ddl());
        assertThat(fixture.table("session")).isEqualTo(segment.content().table());
    }

    @Test
    void f17_its_own_commands_load_the_rows_into_postgresql_without_coppice() throws IOException {
        fixture.archive.write(fixture.manifest(segment));
        var json = JsonObject.parse(Files.readString(folder.resolve(fixture.archive.manifestName())));
        var csv = extract(json);
        fixture.transaction(connection -> {
            try (var statement = connection.createStatement()) {
                for (var command : json.objects("segments", one -> one)
                        .getFirst()
                        .object("load")
                        .texts("postgresql")) {
                    statement.execute(command.replace("{csv}", csv.toString()));
                }
            }
            return csv;
        });
        assertThat(fixture.query("SELECT s::text FROM " + fixture.db.schema() + ".session s ORDER BY id"))
                .containsExactly(
                        "(1,\"a\n\\\\.\n\",10,\"so so\",)",
                        "(2,\"\",0,,\"2026-01-01 00:00:00+00\")",
                        "(3,\"\"\"\",2,well,)");
    }

    /** What the manifest tells a reader to do, with the tools of the shell where there are any. */
    private Path extract(JsonObject json) throws IOException {
        assertThat(json.object("csv").text("null")).isEqualTo("an empty field without quotes");
        var readable = Files.createTempDirectory(Path.of("/tmp"), "coppice-manifest");
        Files.setPosixFilePermissions(readable, PosixFilePermissions.fromString("rwxr-xr-x"));
        var csv = Files.createFile(
                readable.resolve("segment.csv"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
        csv.toFile().deleteOnExit();
        readable.toFile().deleteOnExit();
        for (var frame : json.objects("segments", one -> one).getFirst().objects("frames", one -> one)) {
            ShellTools.appendFrame(
                    folder.resolve(frame.text("object")), frame.number("offset"), frame.number("length"), csv);
        }
        return csv;
    }

    @Test
    void a_manifest_of_another_archive_is_refused() {
        var other = Archive.in(fixture.store, "campaign-18");
        assertThatThrownBy(() -> other.write(fixture.manifest(segment))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void an_archive_without_manifest_is_not_there() {
        fails("archive.store-missing");
    }

    @Test
    void a_manifest_of_a_version_to_come_is_refused() throws IOException {
        edit("\"version\": 1", "\"version\": 2");
        fails("archive.manifest-damaged");
    }

    @Test
    void a_manifest_that_is_cut_off_is_refused() throws IOException {
        edit("\"segments\":", "\"segments\"");
        fails("archive.manifest-damaged");
    }

    @Test
    void a_manifest_that_says_what_cannot_be_is_refused() throws IOException {
        edit("\"offset\": 0", "\"offset\": -1");
        fails("archive.manifest-damaged");
    }

    private void edit(String from, String to) throws IOException {
        fixture.archive.write(fixture.manifest(segment));
        var file = folder.resolve(fixture.archive.manifestName());
        var text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }

    private void fails(String code) {
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> fixture.archive.read())
                .returns(code, CoppiceException::code);
    }
}
