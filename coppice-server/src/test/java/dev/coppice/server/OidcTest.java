package dev.coppice.server;

import static dev.coppice.server.LiveServer.bearer;
import static dev.coppice.server.TenantServer.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.coppice.control.CoppiceYaml;
import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens of an identity provider that signs for real. */
@PostgresTest(Isolation.DATABASE)
class OidcTest {
    private final TestDatabase database;
    private Issuer issuer;
    private LiveServer server;

    OidcTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void serve() throws Exception {
        issuer = new Issuer();
        server = LiveServer.on(database, config -> config.trusting(issuer.config()));
    }

    @AfterEach
    void stop() {
        server.close();
        issuer.close();
    }

    @Test
    void a_good_token_has_the_highest_role_its_claim_gives() throws Exception {
        assertThat(whoami(issuer.token(claims -> {}, "everybody", "ops")).body())
                .isEqualTo(
                        "{\"name\":\"oidc:7f3a\",\"role\":\"operator\",\"via\":\"oidc\",\"version\":\"development\"}");
        assertThat(whoami(issuer.signedWithCurve("dba")).body()).contains("\"role\":\"admin\"");
        assertThat(whoami(issuer.token(claims -> claims.claim("realm_access.roles", "everybody")))
                        .body())
                .contains("\"role\":\"viewer\"");
    }

    @Test
    void a_good_token_without_a_role_or_name_is_let_in_nowhere() throws Exception {
        assertThat(code(whoami(issuer.token(claims -> {}, "gardener")))).isEqualTo("403 access.no-role");
        assertThat(code(whoami(issuer.token(claims -> claims.claim("realm_access", 7)))))
                .isEqualTo("403 access.no-role");
        assertThat(code(whoami(issuer.token(claims -> claims.subject("x".repeat(91)), "dba"))))
                .isEqualTo("403 access.bad-subject");
    }

    @Test
    void a_token_of_the_server_itself_is_taken_beside() {
        assertThat(whoami(server.token(Role.VIEWER)).statusCode()).isEqualTo(200);
    }

    @Test
    void what_is_not_signed_by_the_issuers_key_is_refused() throws Exception {
        for (var token : List.of(
                issuer.unsigned("dba"),
                issuer.signedWithPublicKey("dba"),
                issuer.signedAs(JWSAlgorithm.RS512, "dba"),
                issuer.forged("dba"),
                issuer.token(claims -> {}, "dba").replaceFirst("\\.[^.]*\\.", ".e30."),
                "a.b.c")) {
            assertThat(code(whoami(token))).as(token).isEqualTo("401 access.credential-refused");
        }
    }

    @Test
    void a_token_that_is_old_or_made_for_others_is_refused() throws Exception {
        var wrong = Map.<String, Consumer<JWTClaimsSet.Builder>>of(
                "expired", claims -> claims.expirationTime(inMinutes(-2)),
                "endless", claims -> claims.expirationTime(null),
                "not yet", claims -> claims.notBeforeTime(inMinutes(2)),
                "nobody's", claims -> claims.subject(null),
                "another audience", claims -> claims.audience("other"),
                "another issuer", claims -> claims.issuer("https://elsewhere.example"));
        for (var one : wrong.entrySet()) {
            assertThat(code(whoami(issuer.token(one.getValue(), "dba"))))
                    .as(one.getKey())
                    .isEqualTo("401 access.credential-refused");
        }
        assertThat(whoami(issuer.token(claims -> claims.expirationTime(inSeconds(-20)), "dba"))
                        .statusCode())
                .as("clocks that differ by less than a minute")
                .isEqualTo(200);
    }

    @Test
    void an_issuer_that_is_down_is_not_the_callers_fault() throws Exception {
        issuer.fail();

        assertThat(code(whoami(issuer.token(claims -> {}, "dba")))).isEqualTo("503 access.issuer-unreachable");
        assertThat(whoami(server.token(Role.VIEWER)).statusCode()).isEqualTo(200);
    }

    @Test
    void keys_are_fetched_once_and_stay_good_while_the_issuer_is_down() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(whoami(issuer.token(claims -> {}, "dba")).statusCode()).isEqualTo(200);
        }
        issuer.fail();

        assertThat(whoami(issuer.token(claims -> {}, "dba")).statusCode()).isEqualTo(200);
        assertThat(issuer.fetches()).isEqualTo(1);
    }

    @Test
    void what_is_done_with_it_is_audited_under_its_subject() throws Exception {
        var made = server.json(
                "POST",
                "/api/v1/tokens",
                "{\"name\":\"made\",\"role\":\"viewer\",\"reason\":\"a test\"}",
                issuer.token(claims -> {}, "dba"));

        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        String actor = server.write(db -> db.fetchSingle("SELECT actor FROM coppice.audit ORDER BY seq DESC LIMIT 1")
                .get(0, String.class));
        assertThat(actor).isEqualTo("oidc:7f3a");
    }

    @Test
    void it_opens_no_console_session() throws Exception {
        var answer = server.form("/login", Map.of("token", issuer.token(claims -> {}, "dba")), request -> {});

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void the_section_tells_what_is_wrong_with_it() {
        var yaml = new CoppiceYaml(List.of(OidcConfig.SECTION));

        var good = yaml.parse("coppice.yaml", """
                oidc:
                  issuer: https://login.example.com/realm
                  audience: coppice
                  roles: { claim: groups, admin: dba }
                """).find(OidcConfig.SECTION).orElseThrow();

        assertThat(good.roles().admin()).contains("dba");
        assertThat(good.roles().viewer()).isEmpty();
        for (var wrong : Map.of(
                        "http://login.example.com", "must be an https address, since keys come from there",
                        "https:/realm", "must be an address such as https://login.example.com/realm")
                .entrySet()) {
            var refused = catchThrowableOfType(
                    CoppiceException.class,
                    () -> yaml.parse(
                            "coppice.yaml",
                            "oidc: { issuer: \"" + wrong.getKey()
                                    + "\", audience: coppice, roles: { claim: groups } }"));
            assertThat(refused).hasMessageContaining("oidc.issuer " + wrong.getValue());
        }
    }

    private HttpResponse<String> whoami(String token) {
        return server.get("/api/v1/whoami", bearer(token));
    }

    private static Date inMinutes(long minutes) {
        return inSeconds(60 * minutes);
    }

    private static Date inSeconds(long seconds) {
        return Date.from(Instant.now().plus(Duration.ofSeconds(seconds)));
    }
}
