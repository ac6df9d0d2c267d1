package dev.coppice.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Micrometer is optional: every class but its own reporter loads and links without it. */
class WithoutMicrometerTest {
    @Test
    void every_class_but_one_links_where_micrometer_is_absent() throws Exception {
        var classes = Objects.requireNonNull(Ops.class.getProtectionDomain().getCodeSource())
                .getLocation();
        var root = Path.of(classes.toURI());
        try (var loader = new WithoutMicrometer(classes);
                var files = Files.walk(root)) {
            var names = files.map(file -> root.relativize(file).toString())
                    .filter(name -> name.endsWith(".class") && !name.contains("-info"))
                    .map(name -> name.replace(".class", "").replace('/', '.'))
                    .filter(name -> !name.endsWith("MicrometerMeters"))
                    .toList();
            assertThat(names).hasSizeGreaterThan(40).allSatisfy(name -> {
                var loaded = Class.forName(name, true, loader);
                assertThat(loaded.getClassLoader()).isSameAs(loader);
                assertThat(loaded.getDeclaredMethods()).isNotNull();
            });
        }
    }

    private static final class WithoutMicrometer extends URLClassLoader {
        WithoutMicrometer(URL classes) {
            super(new URL[] {classes}, null);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("io.micrometer.")) {
                throw new ClassNotFoundException(name);
            }
            return name.startsWith("dev.coppice.")
                    ? super.findClass(name)
                    : WithoutMicrometerTest.class.getClassLoader().loadClass(name);
        }
    }
}
