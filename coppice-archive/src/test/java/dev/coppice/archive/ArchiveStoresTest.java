package dev.coppice.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ArchiveStoresTest {
    @Test
    void the_address_of_a_folder_becomes_absolute_and_others_stay() {
        var here = Path.of("").toAbsolutePath();
        assertThat(ArchiveStores.absolute("file:./archive")).isEqualTo("file:" + here.resolve("archive"));
        assertThat(ArchiveStores.absolute("file:kept/../archive")).isEqualTo("file:" + here.resolve("archive"));
        assertThat(ArchiveStores.absolute("file:/var/archive")).isEqualTo("file:/var/archive");
        assertThat(ArchiveStores.absolute("file:///var/archive")).isEqualTo("file:/var/archive");
        assertThat(ArchiveStores.absolute("s3://bucket/./prefix")).isEqualTo("s3://bucket/./prefix");
    }
}
