package dev.coppice.cli.internal.connect;

import dev.coppice.control.Configuration;
import dev.coppice.control.CoppiceYaml;
import dev.coppice.control.NotificationsConfig;
import dev.coppice.control.TargetConfig;
import dev.coppice.control.Webhook;
import dev.coppice.lifecycle.CertificatesConfig;
import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.SigningKeyFile;
import dev.coppice.prune.PolicyConfig;
import dev.coppice.prune.ReceiptSigner;
import dev.coppice.prune.SubjectConfig;
import dev.coppice.server.OidcConfig;
import dev.coppice.server.ServerConfig;
import dev.coppice.settings.ScopeChain;
import dev.coppice.settings.SettingsConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** The {@code coppice.yaml} of a command. */
public final class ProjectConfig {
    /** What may stand in the file. */
    public static final CoppiceYaml FORMAT = new CoppiceYaml(
            List.of(
                    TargetConfig.SECTION,
                    TargetConfig.NAMED,
                    NotificationsConfig.SECTION,
                    PolicyConfig.SECTION,
                    SubjectConfig.SECTION,
                    KindConfig.SECTION,
                    CertificatesConfig.SECTION,
                    SettingsConfig.SECTION,
                    OidcConfig.SECTION,
                    ServerConfig.Limits.SECTION),
            List.of(new TargetRules()));

    private static final Path DEFAULT = Path.of("coppice.yaml");

    private final Configuration content;

    private ProjectConfig(Configuration content) {
        this.content = content;
    }

    /** The file a command uses: the one it names, else {@code ./coppice.yaml} where that exists. */
    public static Optional<Path> file(Optional<Path> named) {
        return named.isPresent() || !Files.exists(DEFAULT) ? named : Optional.of(DEFAULT);
    }

    /** Reads the file; without one nothing is declared. */
    public static ProjectConfig read(Optional<Path> file) {
        return new ProjectConfig(file.map(FORMAT::read).orElseGet(() -> FORMAT.parse("coppice.yaml", "")));
    }

    /** The databases it declares, as targets of the file it was read from: one without a name, or those with names. */
    List<Target> targets(Optional<Path> file) {
        var origin = file.map(Path::toString).orElse("coppice.yaml");
        return Stream.concat(
                        content
                                .find(TargetConfig.SECTION)
                                .map(target -> Target.unnamed(url(target), origin, file))
                                .stream(),
                        content.all(TargetConfig.NAMED).entrySet().stream()
                                .map(target ->
                                        new Target(Optional.of(target.getKey()), url(target.getValue()), origin, file)))
                .toList();
    }

    private static PostgresUrl url(TargetConfig target) {
        var url = PostgresUrl.parse(target.url());
        return target.user().map(url::as).orElse(url);
    }

    /** The policies, by name. */
    public Map<String, PolicyConfig> policies() {
        return content.all(PolicyConfig.SECTION);
    }

    /** The kinds of subjects that can be erased, by name. */
    public Map<String, SubjectConfig> subjects() {
        return content.all(SubjectConfig.SECTION);
    }

    /** Where a key stands in the file. */
    public OptionalInt line(String path) {
        return content.line(path);
    }

    /** The kinds, by name. */
    public Map<String, KindConfig> kinds() {
        return content.all(KindConfig.SECTION);
    }

    /** The file with the key that signs certificates. */
    public Optional<Path> keyFile() {
        return content.find(CertificatesConfig.SECTION).flatMap(CertificatesConfig::keyFile);
    }

    /** What signs the receipts of erasures: the key that signs certificates. */
    public Optional<ReceiptSigner> receiptSigner() {
        return keyFile().map(SigningKeyFile::at).map(key -> ReceiptSigner.of(key.publicKey(), key::sign));
    }

    /** Where notifications are sent. */
    public Optional<Webhook> webhook() {
        return content.find(NotificationsConfig.SECTION).flatMap(NotificationsConfig::webhook);
    }

    /** The identity provider whose tokens a server takes beside its own. */
    public Optional<OidcConfig> oidc() {
        return content.find(OidcConfig.SECTION);
    }

    /** How much a server takes of its callers. */
    public Optional<ServerConfig.Limits> limits() {
        return content.find(ServerConfig.Limits.SECTION);
    }

    /** The scopes of settings; empty when none are declared. */
    public Optional<ScopeChain> scopes() {
        return content.find(SettingsConfig.SECTION).map(SettingsConfig::chain);
    }
}
