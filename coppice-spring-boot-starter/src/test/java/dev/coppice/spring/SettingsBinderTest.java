package dev.coppice.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.ops.CoppiceException;
import dev.coppice.settings.Document;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** Settings as classes of Spring Boot. */
class SettingsBinderTest {
    @ConfigurationProperties
    record Theme(@DefaultValue("plain") String colour, Mode mode, Duration fadeTime, Font font, List<String> menu) {}

    record Font(@DefaultValue("12") int size, Map<String, String> weights) {}

    enum Mode {
        HIGH_CONTRAST,
        LOW_CONTRAST
    }

    @Test
    void names_are_relaxed_and_values_converted_as_in_an_application_yaml() {
        var setting = Document.parse("""
                {"mode":"high-contrast","fadeTime":"250ms","font":{"size":14,"weights":{"bold":"700"}},
                 "menu":["home","jobs"],"unknown":{"a":null}}""");
        assertThat(SettingsBinder.bind(setting, Theme.class))
                .isEqualTo(new Theme(
                        "plain",
                        Mode.HIGH_CONTRAST,
                        Duration.ofMillis(250),
                        new Font(14, Map.of("bold", "700")),
                        List.of("home", "jobs")));
    }

    @Test
    void a_setting_nobody_has_said_anything_of_has_its_default_values() {
        assertThat(SettingsBinder.bind(Document.EMPTY, Theme.class).colour()).isEqualTo("plain");
    }

    @Test
    void a_value_that_does_not_fit_is_named_and_not_shown() {
        var setting = Document.parse("{\"font\":{\"size\":\"secret\"}}");
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> SettingsBinder.bind(setting, Theme.class))
                .returns("settings.wrong-shape", CoppiceException::code)
                .withMessage("The setting was not made a Theme. Its value font.size does not fit. Nothing was changed."
                        + " Compare the setting with the fields of Theme, or give it a JSON Schema.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"fadeTime\":\"1s\",\"fade-time\":\"9s\"}",
                "{\"fade_time\":\"1s\",\"fadetime\":\"9s\"}",
                "{\"font\":{\"weights\":{\"a[0]\":\"x\"}}}"
            })
    void another_spelling_of_a_key_cannot_override_it(String setting) {
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> SettingsBinder.bind(Document.parse(setting), Theme.class))
                .returns("settings.wrong-shape", CoppiceException::code);
    }

    @Test
    void a_key_with_a_dot_in_it_is_no_path() {
        var setting = Document.parse("{\"font\":{\"size\":12},\"font.size\":99,\"fadeTime\":\"1s\"}");
        assertThat(SettingsBinder.bind(setting, Theme.class).font().size()).isEqualTo(12);
        var weights = Document.parse("{\"font\":{\"weights\":{\"semi.bold\":\"600\"}}}");
        assertThat(SettingsBinder.bind(weights, Theme.class).font().weights()).containsEntry("semi.bold", "600");
    }
}
