package dev.coppice.cli.internal.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.cli.internal.connect.TargetChoice.Named;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetChoiceTest {
    private static final Path FILE = Path.of("coppice.yaml");
    private static final String OPTION = "postgresql://ana@option/shop";
    private static final String CONFIG = "postgresql://ana@config/shop";
    private static final String VARIABLE = "postgresql://ana@variable/shop";

    @TempDir
    Path state;

    @Test
    void each_source_yields_to_the_one_before_it() {
        publishSelf();

        assertThat(choose(OPTION, CONFIG, VARIABLE)).isEqualTo("jdbc:postgresql://option/shop from --url");
        assertThat(choose(null, CONFIG, VARIABLE)).isEqualTo("jdbc:postgresql://config/shop from coppice.yaml");
        assertThat(choose(null, null, VARIABLE)).isEqualTo("jdbc:postgresql://variable/shop from COPPICE_URL");
        assertThat(choose(null, null, null))
                .isEqualTo("jdbc:postgresql://up:1/demo from the running \"coppice up\", process "
                        + ProcessHandle.current().pid());
    }

    @Test
    void without_any_source_the_ways_to_name_one_are_told() {
        assertThatThrownBy(() -> choose(null, null, null))
                .hasMessage(
                        "The command needs a database or a server and none was named. There is no --server, no --url, no "
                                + "target in coppice.yaml, no COPPICE_SERVER, no COPPICE_URL and no running \"coppice up\". Nothing "
                                + "was done. Give --url postgresql://USER@HOST:PORT/DATABASE, or start the example with "
                                + "\"coppice up\".");
    }

    @Test
    void a_running_up_brings_its_credentials_and_its_configuration() {
        publishSelf();

        var target = choice(null, null, null).choose();

        assertThat(target.config()).contains(Path.of("/demo/coppice.yaml"));
        assertThat(target.url().credentials(Map.of()).password()).isEqualTo("pass");
    }

    @Test
    void what_a_dead_process_left_behind_is_not_a_running_up() throws IOException {
        var self = RunningUp.of(new Credentials("jdbc:postgresql://up:1/demo", "demo", "pass"), "", null);
        var earlier = new RunningUp(self.pid(), "2001-01-01T00:00:00Z", self.url(), "demo", "pass", "", null);
        earlier.publish(state);
        Files.writeString(state.resolve("up/7.json"), "half a rec");

        assertThat(RunningUp.living(state)).isEmpty();

        self.publish(state);

        assertThat(state.resolve("up")).isDirectoryContaining("glob:**/" + self.pid() + ".json");
        assertThat(state.resolve("up/7.json")).doesNotExist();
    }

    @Test
    void the_record_of_a_running_up_is_for_its_owner_alone() throws IOException {
        var file = publishSelf();

        assertThat(Files.getPosixFilePermissions(file).toString()).doesNotContain("GROUP", "OTHERS");
    }

    @Test
    void a_server_comes_before_every_database_that_is_not_named_nearer() {
        assertThat(server("https://a:1", OPTION, CONFIG, "https://b:1"))
                .isEqualTo("server: https://a:1, from --server");
        assertThat(server(null, null, null, "https://b:1")).isEqualTo("server: https://b:1, from COPPICE_SERVER");
        assertThat(server(null, OPTION, null, "https://b:1")).isEmpty();
        assertThat(server(null, null, CONFIG, "https://b:1")).isEmpty();
        assertThat(server(null, null, null, " ")).isEmpty();
    }

    private static String server(
            @Nullable String server, @Nullable String url, @Nullable String config, String variable) {
        return new TargetChoice(
                        new Named(Optional.ofNullable(server), Optional.ofNullable(url), Optional.empty()),
                        Optional.empty(),
                        () -> declared(config),
                        Map.of("COPPICE_SERVER", variable))
                .server()
                .map(ServerAddress::note)
                .orElse("");
    }

    @Test
    void one_of_several_targets_is_chosen_by_name_and_nearer_than_a_server() {
        var choice = several("eu-1", null, null);

        assertThat(choice.server()).isEmpty();
        assertThat(choice.choose().note()).isEqualTo("target: eu-1, jdbc:postgresql://b/shop, from coppice.yaml");
        assertThat(several(null, null, null).all()).extracting(Target::called).containsExactly("orders", "eu-1");
        assertThat(several(null, OPTION, null).all())
                .extracting(Target::called)
                .containsExactly("jdbc:postgresql://option/shop");
    }

    @Test
    void what_names_no_target_or_too_many_is_told_with_the_names_there_are() {
        assertThatThrownBy(() -> several(null, null, null).choose())
                .hasMessage(
                        "The command works on one database, and several are declared. They are: orders, eu-1. Nothing "
                                + "was done. Name one with --target; \"coppice target list\" shows them.");
        assertThatThrownBy(() -> several("eu-2", null, null).choose())
                .hasMessage(
                        "Target \"eu-2\" is not known. Declared are: orders, eu-1. Nothing was done. Name one of these; "
                                + "\"coppice target list\" shows them.");
        assertThatThrownBy(() -> several("eu-1", OPTION, null).choose())
                .hasMessage(
                        "No database was chosen. --target and --url were both given. Nothing was done. Leave one of "
                                + "the two out.");
        assertThatThrownBy(() -> several("eu-1", null, null).every("--every-target"))
                .hasMessageContaining("--every-target and --target were both given.");
        assertThat(several("eu-1", null, "https://a:1").server()).isPresent();
    }

    @Test
    void a_name_means_nothing_where_the_only_target_has_none() {
        assertThatThrownBy(() -> new DeclaredTargets(Optional.of(FILE), List.of()).named("eu-1"))
                .hasMessage(
                        "Target \"eu-1\" is not known. There is no section targets in coppice.yaml. Nothing was done. "
                                + "Declare it in the section targets, or name the database with --url.");
        assertThatThrownBy(() -> choice(null, CONFIG, null).every("--every-target"))
                .hasMessage(
                        "The command goes over the targets of coppice.yaml and none is declared. There is no section "
                                + "targets in coppice.yaml. Nothing was done. Declare them in the section targets, or leave "
                                + "--every-target out.");
    }

    private static TargetChoice several(@Nullable String target, @Nullable String url, @Nullable String server) {
        var all = Stream.of("orders postgresql://a/shop", "eu-1 postgresql://b/shop")
                .map(words -> words.split(" "))
                .map(words -> new Target(
                        Optional.of(words[0]), PostgresUrl.parse(words[1]), "coppice.yaml", Optional.of(FILE)))
                .toList();
        return new TargetChoice(
                new Named(Optional.ofNullable(server), Optional.ofNullable(url), Optional.ofNullable(target)),
                Optional.of(FILE),
                () -> new DeclaredTargets(Optional.of(FILE), all),
                Map.of("COPPICE_SERVER", "https://b:1"));
    }

    private static DeclaredTargets declared(@Nullable String url) {
        var all = Stream.ofNullable(url)
                .map(PostgresUrl::parse)
                .map(parsed -> Target.unnamed(parsed, "coppice.yaml", Optional.of(FILE)))
                .toList();
        return new DeclaredTargets(Optional.of(FILE), all);
    }

    private Path publishSelf() {
        return RunningUp.of(
                        new Credentials("jdbc:postgresql://up:1/demo", "demo", "pass"),
                        "http://127.0.0.1:1",
                        Path.of("/demo/coppice.yaml"))
                .publish(state);
    }

    private String choose(@Nullable String option, @Nullable String config, @Nullable String variable) {
        var target = choice(option, config, variable).choose();
        return target.url() + " from " + target.origin();
    }

    private TargetChoice choice(@Nullable String option, @Nullable String config, @Nullable String variable) {
        var folder = Map.entry("COPPICE_STATE", state.toString());
        return new TargetChoice(
                new Named(Optional.empty(), Optional.ofNullable(option), Optional.empty()),
                config == null ? Optional.empty() : Optional.of(FILE),
                () -> declared(config),
                variable == null ? Map.ofEntries(folder) : Map.ofEntries(folder, Map.entry("COPPICE_URL", variable)));
    }
}
