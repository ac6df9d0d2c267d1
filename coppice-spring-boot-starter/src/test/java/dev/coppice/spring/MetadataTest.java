package dev.coppice.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.Key;
import dev.coppice.lifecycle.KindConfig;
import dev.coppice.prune.PolicyConfig;
import dev.coppice.prune.SubjectConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What editors are told of the properties. */
class MetadataTest {
    @Test
    void every_property_is_described() throws IOException {
        assertThat(metadata())
                .contains(
                        "\"coppice.config\"",
                        "\"coppice.policies\"",
                        "\"coppice.subjects\"",
                        "\"coppice.kinds\"",
                        "\"coppice.ops.statement-timeout\"",
                        "\"coppice.ops.lock-timeout\"",
                        "\"coppice.prune.enabled\"",
                        "\"coppice.erase.enabled\"",
                        "\"coppice.erase.key-file\"",
                        "\"coppice.lifecycle.enabled\"",
                        "\"coppice.lifecycle.key-file\"",
                        "\"coppice.jobs.enabled\"",
                        "\"coppice.schema.migrate\"",
                        "\"coppice.settings.client.url\"");
    }

    @Test
    void every_key_of_a_policy_a_subject_and_a_kind_is_named() throws IOException {
        assertThat(keysOf("coppice.policies")).containsExactly(keys(PolicyConfig.class));
        assertThat(keysOf("coppice.subjects")).containsExactly(keys(SubjectConfig.class));
        assertThat(keysOf("coppice.kinds")).containsExactly(keys(KindConfig.class));
    }

    private static String[] keysOf(String property) throws IOException {
        var keys = Pattern.compile("\"" + property + "\"[^}]*?coppice\\.yaml: ([a-z, -]+)\\.")
                .matcher(metadata());
        assertThat(keys.find()).isTrue();
        return keys.group(1).split(", ", -1);
    }

    private static String[] keys(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(component -> {
                    var name = component.getAnnotation(Key.class).name();
                    return name.isEmpty()
                            ? component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT)
                            : name;
                })
                .toArray(String[]::new);
    }

    /** That of the module itself: tests and other libraries have some too. */
    private static String metadata() throws IOException {
        var files = MetadataTest.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json");
        for (var file : Collections.list(files)) {
            try (var stream = file.openStream()) {
                var text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
                if (text.contains("\"coppice.config\"")) {
                    return text;
                }
            }
        }
        throw new AssertionError("no metadata of this module");
    }
}
