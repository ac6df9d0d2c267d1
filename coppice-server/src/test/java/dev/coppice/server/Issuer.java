package dev.coppice.server;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** An identity provider on a loopback port that signs what a test asks for. */
final class Issuer implements AutoCloseable {
    private final HttpServer http;
    private final List<JWK> keys = new ArrayList<>();
    private final AtomicInteger fetches = new AtomicInteger();
    private boolean down;

    Issuer() throws IOException, JOSEException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/realm/.well-known/openid-configuration", exchange -> {
            fetches.incrementAndGet();
            answer(exchange, "{\"issuer\":\"" + address() + "\",\"jwks_uri\":\"" + address() + "/keys\"}");
        });
        http.createContext(
                "/realm/keys",
                exchange -> answer(exchange, new JWKSet(keys).toPublicJWKSet().toString()));
        http.start();
        rotate("first");
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/realm");
    }

    OidcConfig config() {
        return new OidcConfig(
                address(),
                "coppice",
                new OidcConfig.Roles(
                        "realm_access.roles", Optional.of("dba"), Optional.of("ops"), Optional.of("everybody")));
    }

    /** Exchanges all keys for new ones. */
    void rotate(String name) throws JOSEException {
        keys.clear();
        keys.add(new RSAKeyGenerator(2048).keyID(name + "-rsa").generate());
        keys.add(new ECKeyGenerator(Curve.P_256).keyID(name + "-ec").generate());
    }

    /** Answers with errors from now on. */
    void fail() {
        down = true;
    }

    void recover() {
        down = false;
    }

    int fetches() {
        return fetches.get();
    }

    RSAKey rsa() {
        return keys.getFirst().toRSAKey();
    }

    /** A good token for somebody, changed as the test wants. */
    String token(Consumer<JWTClaimsSet.Builder> changed, String... roles) throws JOSEException {
        return signed(new RSASSASigner(rsa()), JWSAlgorithm.RS256, rsa().getKeyID(), changed, roles);
    }

    String signedWithCurve(String... roles) throws JOSEException {
        ECKey key = keys.getLast().toECKey();
        return signed(new ECDSASigner(key), JWSAlgorithm.ES256, key.getKeyID(), claims -> {}, roles);
    }

    /** Signed with another algorithm by the right key. */
    String signedAs(JWSAlgorithm algorithm, String... roles) throws JOSEException {
        return signed(new RSASSASigner(rsa()), algorithm, rsa().getKeyID(), claims -> {}, roles);
    }

    /** Signed with the public key taken for a shared secret. */
    String signedWithPublicKey(String... roles) throws JOSEException {
        var secret = rsa().toPublicJWK().toRSAPublicKey().getEncoded();
        return signed(new MACSigner(secret), JWSAlgorithm.HS256, rsa().getKeyID(), claims -> {}, roles);
    }

    /** Signed by a stranger under the name of the issuer's key. */
    String forged(String... roles) throws JOSEException {
        var stranger = new RSAKeyGenerator(2048).generate();
        return signed(new RSASSASigner(stranger), JWSAlgorithm.RS256, rsa().getKeyID(), claims -> {}, roles);
    }

    String unsigned(String... roles) {
        return new PlainJWT(claims(claims -> {}, roles)).serialize();
    }

    private String signed(
            JWSSigner signer,
            JWSAlgorithm algorithm,
            String key,
            Consumer<JWTClaimsSet.Builder> changed,
            String... roles)
            throws JOSEException {
        var header = new JWSHeader.Builder(algorithm)
                .type(JOSEObjectType.JWT)
                .keyID(key)
                .build();
        var token = new SignedJWT(header, claims(changed, roles));
        token.sign(signer);
        return token.serialize();
    }

    private JWTClaimsSet claims(Consumer<JWTClaimsSet.Builder> changed, String... roles) {
        var claims = new JWTClaimsSet.Builder()
                .issuer(address().toString())
                .audience(List.of("other", "coppice"))
                .subject("7f3a")
                .expirationTime(Date.from(Instant.now().plus(Duration.ofMinutes(5))))
                .claim("realm_access", java.util.Map.of("roles", List.of(roles)));
        changed.accept(claims);
        return claims.build();
    }

    private void answer(com.sun.net.httpserver.HttpExchange exchange, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(down ? 500 : 200, bytes.length);
        try (var body = exchange.getResponseBody()) {
            body.write(bytes);
        }
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
