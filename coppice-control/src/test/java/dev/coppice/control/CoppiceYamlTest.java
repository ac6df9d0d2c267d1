package dev.coppice.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.internal.config.ConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CoppiceYamlTest {
    private static final CoppiceYaml YAML = new CoppiceYaml(List.of(TargetConfig.SECTION, NotificationsConfig.SECTION));

    @Test
    void sections_are_bound_to_their_records() {
        var configuration = YAML.parse("coppice.yaml", """
                target: { url: "postgresql://localhost/app", user: ann }
                notifications:
                  webhook:
                    url: https://example.org/hook
                    secret-file: /etc/coppice/secret
                """);
        assertThat(configuration.find(TargetConfig.SECTION).orElseThrow().user())
                .contains("ann");
        var webhook = configuration
                .find(NotificationsConfig.SECTION)
                .orElseThrow()
                .webhook()
                .orElseThrow();
        assertThat(webhook.timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(webhook.attempts()).isEqualTo(8);
    }

    @Test
    void the_line_of_a_key_is_known_or_else_of_what_it_would_stand_under() {
        var configuration = YAML.parse("coppice.yaml", """
                target: { url: "postgresql://localhost/app", user: ann }
                notifications:
                  webhook:
                    url: https://example.org/hook
                    secret-file: /etc/coppice/secret
                """);
        assertThat(configuration.line("notifications.webhook.secret-file")).hasValue(5);
        assertThat(configuration.line("notifications.webhook.attempts")).hasValue(3);
        assertThat(configuration.line("target.user")).hasValue(1);
        assertThat(configuration.line("policies.one.limits.rows")).isEmpty();
        assertThat(configuration.line("")).isEmpty();
    }

    @Test
    void the_line_of_an_item_is_known_as_deep_as_it_stands() {
        var reader = new ConfigReader(List.of());
        reader.read("""
                shelf:
                  books:
                    - { title: one }
                    -
                      title: two
                """);
        assertThat(reader.line("shelf.books[1].title")).hasValue(5);
        assertThat(reader.line("shelf.books[0].author")).hasValue(3);
        assertThat(reader.line("shelf.books[2]")).hasValue(2);
        assertThat(reader.line("shelf.nobody.books")).hasValue(1);
        assertThat(reader.line("books[0]")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "# nothing yet\n", "\uFEFF"})
    void an_empty_file_is_an_empty_configuration(String text) {
        assertThat(YAML.parse("coppice.yaml", text).find(TargetConfig.SECTION)).isEmpty();
    }

    @Test
    void all_problems_are_told_at_once_in_the_order_of_the_file() {
        assertThatThrownBy(() -> YAML.parse("coppice.yaml", """
                        target:
                          usr: ann
                          url: postgresql://ann:secret@localhost/app
                          url: other
                        notifications:
                          webhook: { url: "ftp://x/", secret-file: a, attempts: many }
                        polices: {}
                        """)).hasMessage("""
                        The configuration coppice.yaml was refused. It has 5 problems:
                          coppice.yaml:2: target.usr is not a key here; did you mean user?
                          coppice.yaml:3: target.url must not carry a password; set PGPASSWORD or use the pgpass file
                          coppice.yaml:4: target.url stands here a second time
                          coppice.yaml:6: notifications.webhook.attempts must be a whole number, such as 1_000_000
                          coppice.yaml:7: polices is not a key here; allowed are target, notifications
                        Nothing was changed. Mend the lines named and try again.""");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://ann:secret@localhost/app",
                "jdbc:postgresql://localhost/app?password=secret",
                "jdbc:postgresql://localhost/app?ssl=true&PASSWORD=secret"
            })
    void a_password_in_the_address_is_refused_and_not_repeated(String url) {
        assertThatThrownBy(() -> YAML.parse("c.yaml", "target: { url: '" + url + "' }"))
                .hasMessageContaining(
                        "c.yaml:1: target.url must not carry a password; set PGPASSWORD or use the pgpass file")
                .message()
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            target: [            | 1: the text is not YAML
            'just text'          | 1: the file must be a mapping of sections
            target: text         | 1: target must be a mapping
            target: {}           | 1: target needs the key url
            target: { url: }     | 1: target.url needs a value
            target: { url: [a] } | 1: target.url must be a single value
            target: { url: !!java.net.URL [x] } | 1: target.url must not carry a tag
            target: { url: !x a } | 1: target.url must not carry a tag
            target: { [a]: b, url: 'postgresql://h/d' } | 1: the text is not YAML
            target: { <<: {}, url: 'postgresql://h/d' } | 1: target.<< is not a key here
            target: { yes: a, url: 'postgresql://h/d' } | 1: target.yes is not a key here
            target: { null: a, url: 'postgresql://h/d' } | 1: target.null is not a key here
            notifications: { webhook: { url: 'http://h:99999/', secret-file: a } } | 1: notifications.webhook url must be
            notifications: { webhook: { timeout: 99999999999d } } | 1: notifications.webhook.timeout must be at most 365_000d
            notifications: { webhook: { timeout: -1s } } | 1: notifications.webhook.timeout must be a number with a unit
            notifications: { webhook: { timeout: 0s, url: 'http://h', secret-file: a } } | 1: notifications.webhook timeout must be
            notifications: { webhook: { attempts: 99_999_999_999 } } | 1: notifications.webhook.attempts must be a whole number
            """)
    void what_is_not_as_it_should_be_is_told(String text, String problem) {
        assertThatThrownBy(() -> YAML.parse("c.yaml", text)).hasMessageContaining("c.yaml:" + problem);
    }

    @Test
    void aliases_without_end_are_refused() {
        var text = new StringBuilder("a0: &a0 [x]\n");
        for (var i = 1; i < 70; i++) {
            text.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        assertThatThrownBy(() -> YAML.parse("c.yaml", text.toString()))
                .extracting(Refusal::code)
                .isEqualTo("config.invalid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- "})
    void levels_without_end_are_refused(String level) {
        assertThatThrownBy(() -> YAML.parse("c.yaml", level.repeat(100_000)))
                .extracting(Refusal::code)
                .isEqualTo("config.invalid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void lines_are_counted_whatever_ends_them_and_whatever_begins_the_file(String end) {
        var text = String.join(end, "\uFEFF# one", "target:", "  url: postgresql://h/d", "  usr: ann", "");
        assertThatThrownBy(() -> YAML.parse("c.yaml", text))
                .hasMessageContaining("1 problem:\n  c.yaml:4: target.usr is");
        var tab = String.join(end, "target:", "\turl: x");
        assertThatThrownBy(() -> YAML.parse("c.yaml", tab)).hasMessageContaining("c.yaml:2: the text is not YAML");
    }

    @Test
    void a_file_without_end_is_refused() {
        assertThatThrownBy(() -> YAML.read(Path.of("/dev/zero")))
                .extracting(Refusal::code)
                .isEqualTo("config.invalid");
    }

    @Test
    void a_file_that_is_absent_or_not_utf_8_is_refused(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() -> YAML.read(folder.resolve("absent.yaml")))
                .hasMessage("The configuration " + folder.resolve("absent.yaml")
                        + " was not read. The file is not there, or"
                        + " this user may not read it. Nothing was changed. Name a readable file with --config.");
        var latin = Files.write(folder.resolve("latin.yaml"), new byte[] {'a', (byte) 0xe4});
        assertThatThrownBy(() -> YAML.read(latin)).hasMessageContaining("latin.yaml:1: the file must be UTF-8");
    }

    @Test
    void the_json_schema_tells_keys_defaults_and_what_is_required() {
        assertThat(YAML.jsonSchema())
                .contains("\"$schema\": \"https://json-schema.org/draft/2020-12/schema\"")
                .contains("\"secret-file\": {")
                .contains("\"default\": \"10s\"")
                .contains("\"required\": [\n        \"url\"\n      ]");
    }

    @Test
    void several_targets_are_bound_by_name_in_the_order_of_the_file() {
        var yaml = new CoppiceYaml(List.of(TargetConfig.NAMED));

        var targets = yaml.parse("c.yaml", """
                targets:
                  orders: { url: "postgresql://db-1/orders" }
                  eu-1: { url: "postgresql://db-2/shop", user: ann }
                """).all(TargetConfig.NAMED);

        assertThat(targets.keySet()).containsExactly("orders", "eu-1");
        assertThatThrownBy(() -> yaml.parse("c.yaml", "targets:\n  eu 1: { url: 'postgresql://h/d' }"))
                .hasMessageContaining("c.yaml:2: targets.eu 1 must be a name of letters, digits, - and _");
    }

    @Test
    void a_rule_across_sections_names_the_line_of_what_it_is_about() {
        var yaml =
                new CoppiceYaml(List.of(TargetConfig.NAMED, NotificationsConfig.SECTION), List.of((found, problems) -> {
                    problems.add("targets.b.url", "is one");
                    problems.add("targets.b.user", "is not there");
                    problems.add("notifications", "is another");
                    problems.add("limits[3]", "is nowhere");
                }));

        assertThatThrownBy(() -> yaml.parse("c.yaml", """
                        targets:
                          a: { url: "postgresql://h/a" }
                          b:
                            url: "postgresql://h/b"
                        notifications:
                        """)).hasMessageContaining("""
                        It has 4 problems:
                          c.yaml:1: limits[3] is nowhere
                          c.yaml:3: targets.b.user is not there
                          c.yaml:4: targets.b.url is one
                          c.yaml:5: notifications is another
                        """);
    }

    @Test
    void a_rule_across_sections_waits_until_each_part_is_right() {
        var yaml = new CoppiceYaml(
                List.of(TargetConfig.NAMED), List.of((found, problems) -> problems.add("targets", "is never told")));

        assertThatThrownBy(() -> yaml.parse("c.yaml", "targets: { a: {} }"))
                .hasMessageContaining("1 problem:\n  c.yaml:1: targets.a needs the key url");
    }
}
