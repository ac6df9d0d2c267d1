package dev.coppice.server.internal.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.ops.CoppiceException;
import dev.coppice.server.internal.http.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DownloadsTest {
    private final Downloads downloads = new Downloads();

    @Test
    void a_download_is_whole_and_leaves_no_file_behind_while_it_is_sent() throws IOException {
        long before = files();
        var download = download();
        assertThat(files()).isEqualTo(before);
        assertThat(download.length()).isEqualTo(5);
        try (var bytes = download.bytes()) {
            assertThat(new String(bytes.readAllBytes(), UTF_8)).isEqualTo("whole");
        }
    }

    @Test
    void one_more_than_are_sent_at_once_is_refused_until_one_is_through() throws IOException {
        var sent = new ArrayList<Reply.Download>();
        for (var number = 0; number < 4; number++) {
            sent.add(download());
        }
        assertThatThrownBy(this::download)
                .isInstanceOfSatisfying(
                        CoppiceException.class,
                        refused -> assertThat(refused.code()).isEqualTo("backup.too-many-downloads"));
        sent.getFirst().bytes().close();
        sent.getFirst().bytes().close();
        sent.set(0, download());
        assertThatThrownBy(this::download).isInstanceOf(CoppiceException.class);
        for (var one : sent) {
            one.bytes().close();
        }
    }

    @Test
    void one_that_fails_takes_no_place() {
        for (var number = 0; number < 10; number++) {
            assertThatThrownBy(() -> downloads.zip("x.zip", out -> {
                        throw new IllegalStateException("the store is away");
                    }))
                    .hasMessage("the store is away");
        }
    }

    private Reply.Download download() {
        return (Reply.Download) downloads.zip("x.zip", DownloadsTest::write);
    }

    private static void write(OutputStream out) {
        try {
            out.write("whole".getBytes(UTF_8));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static long files() throws IOException {
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return all.filter(file -> file.getFileName().toString().startsWith("coppice-download-"))
                    .count();
        }
    }
}
