package dev.trueup.postgres;

import dev.trueup.model.EventKey;
import dev.trueup.protocol.Claim;
import dev.trueup.protocol.ClaimResult;
import dev.trueup.protocol.ClaimVerdict;
import dev.trueup.protocol.Claims;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * What the row of an event holds after a step, from which the answer of the step follows. Immutable.
 *
 * @param phase how far it has come
 * @param epoch how often it was claimed, ever
 * @param owner who claimed it last
 * @param fingerprint tells its body from others
 * @param known whether the row still counts
 * @param left until when nobody else can claim it, from now; positive
 */
record ClaimRow(String phase, long epoch, String owner, String fingerprint, boolean known, Duration left) {

    static ClaimRow read(ResultSet row) throws SQLException {
        return new ClaimRow(
                row.getString("phase"),
                row.getLong("epoch"),
                row.getString("owner"),
                row.getString("fingerprint"),
                row.getBoolean("known"),
                Duration.of(Math.max(1, row.getLong("micros_left")), ChronoUnit.MICROS));
    }

    /** After somebody asked to claim it. */
    ClaimResult claimed(EventKey key, String asker, String body) {
        boolean sameBody =
                fingerprint.equals(body) || fingerprint.equals(Claims.ANY_BODY) || body.equals(Claims.ANY_BODY);
        if (!sameBody) {
            return new ClaimResult.Mismatch();
        }
        return switch (phase) {
            case "done" -> new ClaimResult.Done();
            case "dead" -> new ClaimResult.Dead(epoch);
            default ->
                phase.equals("processing") && owner.equals(asker)
                        ? new ClaimResult.Claimed(new Claim(key, owner, epoch, left))
                        : new ClaimResult.Busy(left);
        };
    }

    /** After the holder of a claim wanted it to be in a phase. */
    ClaimVerdict verdict(Claim claim, String wanted) {
        if (known && phase.equals(wanted) && owner.equals(claim.owner()) && epoch == claim.epoch()) {
            return ClaimVerdict.OK;
        }
        return known && phase.equals("done") ? ClaimVerdict.ALREADY : ClaimVerdict.FENCED;
    }

    /** After somebody wanted it to be open for everyone. */
    boolean isOpen() {
        return !known || phase.equals("failed");
    }
}
