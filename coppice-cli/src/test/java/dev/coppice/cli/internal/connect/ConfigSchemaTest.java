package dev.coppice.cli.internal.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The JSON schema that editors are pointed to is the one the program has. */
class ConfigSchemaTest {

    @Test
    void the_published_schema_is_what_the_program_reads() throws IOException {
        var published = Path.of(System.getProperty("coppice.root"), "docs", "coppice.schema.json");

        assertThat(published).content().isEqualToIgnoringNewLines(ProjectConfig.FORMAT.jsonSchema());
    }
}
