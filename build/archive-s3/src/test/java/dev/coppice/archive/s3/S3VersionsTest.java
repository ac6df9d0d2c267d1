package dev.coppice.archive.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.archive.spi.StoredObject;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class S3VersionsTest {
    private final VersionedBucket bucket = VersionedBucket.open();
    private final S3Store store = bucket.store();

    @BeforeEach
    void write() throws IOException {
        for (var name : new String[] {"a/one", "a/one", "a/one.old", "a/two"}) {
            store.put(name, new byte[] {1});
        }
    }

    @AfterEach
    void close() {
        store.close();
        bucket.close();
    }

    @Test
    void what_is_deleted_leaves_no_version_and_no_mark() throws IOException {
        store.delete("a/one");
        assertThat(bucket.kept()).containsExactly("platform/a/one.old", "platform/a/two");
        store.delete("a/one");
        assertThat(bucket.kept()).containsExactly("platform/a/one.old", "platform/a/two");
    }

    @Test
    void what_others_have_deleted_is_still_there_and_goes() throws IOException {
        bucket.mark("platform/a/one");
        assertThat(store.list("a/")).extracting(StoredObject::name).containsExactly("a/one.old", "a/two");
        assertThat(store.listEarlier("a/"))
                .extracting(StoredObject::name)
                .containsExactlyInAnyOrder("a/one", "a/one", "a/one");
        store.delete("a/one");
        assertThat(store.listEarlier("a/")).isEmpty();
        assertThat(bucket.kept()).containsExactly("platform/a/one.old", "platform/a/two");
    }
}
