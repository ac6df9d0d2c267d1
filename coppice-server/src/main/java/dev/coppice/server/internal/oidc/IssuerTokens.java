package dev.coppice.server.internal.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import dev.coppice.server.OidcConfig;
import dev.coppice.server.internal.access.Credential;
import dev.coppice.server.internal.access.ForeignTokens;
import dev.coppice.server.internal.access.Principal;
import java.text.ParseException;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Tells whose an issuer's token is. Only two ways to sign are taken, both with a public key: a token cannot choose to be
 * unsigned, nor to be signed with the public key taken for a shared secret. Safe for any thread.
 */
public final class IssuerTokens implements ForeignTokens {
    private static final Set<JWSAlgorithm> SIGNED_WITH = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256);
    private static final int LONGEST_SUBJECT = 90;

    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    private final RoleClaim role;

    /** Tokens of the issuer of {@code config}; time since the last fetch of its keys is told by {@code nanoTime}. */
    public IssuerTokens(OidcConfig config, LongSupplier nanoTime) {
        var keys = new IssuerKeys(new Discovery(config.issuer(), Discovery.WITHIN)::keys, nanoTime);
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(SIGNED_WITH, keys));
        processor.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
                config.audience(),
                new JWTClaimsSet.Builder().issuer(config.issuer().toString()).build(),
                Set.of("sub", "exp")));
        this.role = new RoleClaim(config.roles());
    }

    @Override
    public Credential check(String token) {
        try {
            return good(processor.process(SignedJWT.parse(token), null));
        } catch (ExpiredJWTException expired) {
            return new Credential.Spent();
        } catch (KeySourceException unreachable) {
            throw IssuerFaults.unreachable(unreachable);
        } catch (ParseException | BadJOSEException | JOSEException bad) {
            return new Credential.Unknown();
        }
    }

    private Credential good(JWTClaimsSet claims) {
        var subject = claims.getSubject();
        if (subject.isBlank()
                || subject.length() > LONGEST_SUBJECT
                || subject.chars().anyMatch(Character::isISOControl)) {
            throw IssuerFaults.badSubject();
        }
        return new Credential.Good(
                new Principal.Federated(subject, role.of(claims).orElseThrow(IssuerFaults::noRole)));
    }
}
