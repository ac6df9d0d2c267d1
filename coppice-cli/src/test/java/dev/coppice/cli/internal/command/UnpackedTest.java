package dev.coppice.cli.internal.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.ops.CoppiceException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of an export come together or not at all, whatever an earlier command has left. */
class UnpackedTest {
    @TempDir
    Path folder;

    @Test
    void files_come_in_their_order_and_for_their_owner_alone() throws IOException {
        var written = Unpacked.into(folder, zip("b.parquet", "a.parquet"));

        assertThat(written).containsExactly(folder.resolve("b.parquet"), folder.resolve("a.parquet"));
        assertThat(names()).containsExactlyInAnyOrder("a.parquet", "b.parquet");
        assertThat(written.getFirst()).hasContent("of b.parquet");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(written.getFirst())))
                .isEqualTo("rw-------");
    }

    @Test
    void what_a_killed_command_had_unpacked_so_far_keeps_nobody_from_asking_again() throws IOException {
        var parts = Files.createDirectory(folder.resolve(".coppice-export.files"));
        Files.writeString(parts.resolve("a.parquet"), "whole, and of an older archive");
        Files.writeString(parts.resolve("b.parquet.part"), "half");

        Unpacked.into(folder, zip("a.parquet", "b.parquet"));

        assertThat(names()).containsExactlyInAnyOrder("a.parquet", "b.parquet");
        assertThat(folder.resolve("a.parquet")).hasContent("of a.parquet");
    }

    @Test
    void what_a_killed_command_had_whole_is_finished_and_nothing_is_fetched() throws IOException {
        Files.writeString(folder.resolve("a.parquet"), "moved already");
        var whole = Files.createDirectory(folder.resolve(".coppice-export.whole"));
        Files.writeString(whole.resolve("b.parquet"), "not yet moved");
        Files.writeString(whole.resolve("c.parquet"), "nor this");

        assertThatThrownBy(() -> Unpacked.into(folder, out -> {
                    throw new AssertionError("it was asked for");
                }))
                .isInstanceOf(CoppiceException.class)
                .hasMessageEndingWith(
                        "The rest of them has its place now: b.parquet, c.parquet. If that was this archive,"
                                + " all of it is there; if not, ask again.");
        assertThat(names()).containsExactlyInAnyOrder("a.parquet", "b.parquet", "c.parquet");
        assertThat(folder.resolve("b.parquet")).hasContent("not yet moved");
        Unpacked.into(folder, zip("d.parquet"));
        assertThat(folder.resolve("d.parquet")).exists();
    }

    @Test
    void what_a_killed_command_had_whole_comes_beside_no_file_of_somebody_else() throws IOException {
        var whole = Files.createDirectory(folder.resolve(".coppice-export.whole"));
        Files.writeString(whole.resolve("a.parquet"), "not yet moved");
        Files.writeString(whole.resolve("b.parquet"), "not yet moved");
        Files.writeString(folder.resolve("b.parquet"), "mine");

        assertThatThrownBy(() -> Unpacked.into(folder, zip("c.parquet")))
                .isInstanceOf(CoppiceException.class)
                .hasMessageContaining("Nothing was written.");
        assertThat(names()).containsExactlyInAnyOrder(".coppice-export.whole", "b.parquet");
        assertThat(whole.resolve("a.parquet")).exists();
        assertThat(folder.resolve("b.parquet")).hasContent("mine");
    }

    @Test
    void a_command_that_is_ended_leaves_nothing() throws Exception {
        var ended = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Ended.class.getName(),
                        folder.toString())
                .inheritIO()
                .start();

        assertThat(ended.waitFor()).isEqualTo(130);
        assertThat(names()).isEmpty();
    }

    /** Is ended, as with Ctrl-C, when it has a whole file and half of another. */
    static final class Ended {
        private Ended() {}

        public static void main(String[] folder) throws IOException {
            var staged = StagedFiles.in(Path.of(folder[0]));
            Files.writeString(staged.parts().resolve("a.parquet"), "whole");
            Files.writeString(staged.parts().resolve("b.parquet.part"), "half");
            System.exit(130);
        }
    }

    @Test
    void a_file_that_is_there_is_not_replaced_and_none_comes_beside_it() throws IOException {
        Files.writeString(folder.resolve("b.parquet"), "mine");

        assertThatThrownBy(() -> Unpacked.into(folder, zip("a.parquet", "b.parquet")))
                .isInstanceOf(CoppiceException.class);

        assertThat(names()).containsExactly("b.parquet");
        assertThat(folder.resolve("b.parquet")).hasContent("mine");
    }

    @Test
    void what_leads_out_of_the_folder_is_refused() throws IOException {
        assertThatThrownBy(() -> Unpacked.into(folder, zip("a.parquet", "../b.parquet")))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Unpacked.into(folder, out -> {
                    throw new IllegalStateException("lost");
                }))
                .hasMessage("lost");

        assertThat(names()).isEmpty();
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static Consumer<OutputStream> zip(String... names) {
        return out -> {
            try {
                var zip = new ZipOutputStream(out);
                for (var name : names) {
                    zip.putNextEntry(new ZipEntry(name));
                    zip.write(("of " + name).getBytes(UTF_8));
                    zip.closeEntry();
                }
                zip.finish();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        };
    }
}
