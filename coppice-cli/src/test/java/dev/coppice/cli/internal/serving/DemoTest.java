package dev.coppice.cli.internal.serving;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.examples.graphplatform.GraphPlatform;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The configuration that {@code up} keeps. */
class DemoTest {
    @Test
    void whatever_the_example_stores_lies_in_its_folder_wherever_a_command_is_run() throws IOException {
        try (var example = GraphPlatform.class.getResourceAsStream("coppice.yaml")) {
            var text = new String(example.readAllBytes(), UTF_8);

            assertThat(Demo.inFolder(text, Path.of("/data")))
                    .contains("file:/data/archive", "file:/data/backups", "file:/data/objects")
                    .doesNotContain("file:./");
        }
    }
}
