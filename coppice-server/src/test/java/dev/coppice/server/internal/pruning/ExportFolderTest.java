package dev.coppice.server.internal.pruning;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportFolderTest {
    @TempDir
    Path temporary;

    @Test
    void what_a_killed_process_left_goes_with_the_next_export_and_what_a_living_one_uses_stays() throws Exception {
        var other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Exporting.class.getName(),
                        temporary.toString())
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("exporting");
            try (var mine = ExportFolder.in(temporary)) {
                Files.writeString(mine.files().resolve("shop.cart.parquet"), "rows");
                ExportFolder.sweep(temporary);
                assertThat(folders()).hasSize(2);
                assertThat(mine.files().resolve("shop.cart.parquet")).exists();
            }
            assertThat(folders()).hasSize(1);
        } finally {
            other.destroyForcibly().waitFor();
        }

        ExportFolder.in(temporary).close();

        assertThat(folders()).isEmpty();
    }

    @Test
    void what_is_none_of_ours_stays() throws IOException {
        Files.createDirectory(temporary.resolve("coppice-export-yours"));
        Files.writeString(temporary.resolve("coppice-export-file"), "x");

        ExportFolder.in(temporary).close();

        assertThat(folders())
                .extracting(folder -> String.valueOf(folder.getFileName()))
                .containsExactlyInAnyOrder("coppice-export-yours", "coppice-export-file");
    }

    private List<Path> folders() throws IOException {
        try (var all = Files.list(temporary)) {
            return all.toList();
        }
    }

    /** Another process in the midst of an export. */
    static final class Exporting {
        private Exporting() {}

        public static void main(String[] arguments) throws IOException {
            var folder = ExportFolder.in(Path.of(arguments[0]));
            Files.writeString(folder.files().resolve("shop.cart.parquet"), "rows");
            System.out.println("exporting");
            System.out.flush();
            System.in.read();
        }
    }
}
