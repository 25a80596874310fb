#!/usr/bin/env bash
# start.sh FOLDER: starts Postfix (submission on STARTTLS) and Dovecot (IMAP over TLS), which deliver to each other and
# nowhere else; prints TURNPIKE_SUBMISSION_PORT, TURNPIKE_IMAP_PORT, TURNPIKE_MAILBOX_CA and TURNPIKE_MAILBOX_TOKEN, with
# which rep@acme.test logs in by XOAUTH2. Both boxes, rep@acme.test and buyer@x.test, have the password s3cret. Needs root: the packages are installed from Debian where they are missing.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
skip() {
    echo "skipped: $*" >&2
    exit 0
}
[ "$(id -u)" = 0 ] || skip "Postfix and Dovecot are started by root only"
work=$1/mailbox
mkdir -p "$work"
if ! command -v postfix >/dev/null || ! command -v dovecot >/dev/null || [ ! -d /usr/lib/dovecot/modules ]; then
    # Debian would start what it installs; nothing is to run but what this script starts.
    install() {
        DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y --no-install-recommends postfix dovecot-imapd \
            dovecot-lmtpd >"$work/install.log" 2>&1
    }
    # A fresh image has no package lists; the first attempt tells.
    install || { apt-get update -qq >"$work/update.log" 2>&1 && install; } ||
        skip "no packages: $(tail -n 1 "$work/install.log")"
fi
id vmail >/dev/null 2>&1 || useradd -r -s /usr/sbin/nologin -d /nonexistent vmail
cd "$work"
"$here/../certificates.sh" "$work"
mkdir -p dv/run dv/mail pf/etc pf/spool pf/data
chmod 755 "$work" dv pf
chown vmail: dv/mail
chown postfix pf/data
read -r smtp imap <<<"$(python3 "$here/../free_port.py" 2)"
hash=$(doveadm pw -s SHA512-CRYPT -p s3cret)
printf 'rep@acme.test:%s\nbuyer@x.test:%s\n' "$hash" "$hash" >dv/users
# Tokens are checked here, by a key that only this script knows: no provider is needed.
mkdir -p dv/keys/default/HS256
printf 'a-key-of-the-tests' | base64 >dv/keys/default/HS256/default
cat >dv/oauth2.conf <<CONF
introspection_mode = local
local_validation_key_dict = fs:posix:prefix=$work/dv/keys/
username_attribute = email
CONF
token=$(
    python3 - <<'PYTHON'
import base64, hashlib, hmac, json, time

def coded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")

now = int(time.time())
claims = {"email": "rep@acme.test", "sub": "rep@acme.test", "iat": now - 60, "exp": now + 86400}
text = coded(b'{"alg":"HS256","typ":"JWT"}') + b"." + coded(json.dumps(claims).encode())
print((text + b"." + coded(hmac.new(b"a-key-of-the-tests", text, hashlib.sha256).digest())).decode())
PYTHON
)
cat >dv/dovecot.conf <<CONF
base_dir = $work/dv/run
log_path = $work/dv/log
protocols = imap lmtp
listen = 127.0.0.1
ssl = required
ssl_cert = <$work/srv.pem
ssl_key = <$work/srv.key
ssl_dh =
auth_mechanisms = plain login xoauth2
passdb {
  driver = oauth2
  mechanisms = xoauth2
  args = $work/dv/oauth2.conf
}
passdb {
  driver = passwd-file
  args = scheme=SHA512-CRYPT username_format=%u $work/dv/users
}
userdb {
  driver = static
  args = uid=vmail gid=vmail home=$work/dv/mail/%u
}
mail_location = maildir:$work/dv/mail/%u/Maildir
first_valid_uid = 1
service imap-login {
  inet_listener imap {
    port = 0
  }
  inet_listener imaps {
    port = $imap
    ssl = yes
  }
}
service lmtp {
  unix_listener $work/pf/lmtp {
    mode = 0666
  }
}
service auth {
  unix_listener $work/pf/auth {
    mode = 0666
  }
}
CONF
cat >pf/etc/main.cf <<CONF
compatibility_level=3.6
queue_directory=$work/pf/spool
data_directory=$work/pf/data
mail_owner=postfix
setgid_group=postdrop
inet_interfaces=127.0.0.1
inet_protocols=ipv4
myhostname=localhost
mydestination=
maillog_file=$work/pf/log
maillog_file_prefixes=$work
virtual_mailbox_domains=acme.test, x.test
virtual_transport=lmtp:unix:$work/pf/lmtp
default_transport=error:outside delivery disabled
smtpd_tls_cert_file=$work/srv.pem
smtpd_tls_key_file=$work/srv.key
smtpd_tls_security_level=encrypt
smtpd_sasl_auth_enable=yes
smtpd_sasl_type=dovecot
smtpd_sasl_path=$work/pf/auth
smtpd_tls_auth_only=yes
smtpd_recipient_restrictions=permit_sasl_authenticated, reject
message_size_limit=104857600
smtpd_client_connection_rate_limit=0
smtpd_client_message_rate_limit=0
CONF
{
    echo "127.0.0.1:$smtp inet n - n - - smtpd"
    for service in "pickup unix n - n 60 1 pickup" "cleanup unix n - n - 0 cleanup" "qmgr unix n - n 300 1 qmgr" \
        "tlsmgr unix - - n 1000? 1 tlsmgr" "rewrite unix - - n - - trivial-rewrite" "bounce unix - - n - 0 bounce" \
        "defer unix - - n - 0 bounce" "trace unix - - n - 0 bounce" "verify unix - - n - 1 verify" \
        "flush unix n - n 1000? 0 flush" "proxymap unix - - n - - proxymap" "smtp unix - - n - - smtp" \
        "error unix - - n - - error" "retry unix - - n - - error" "discard unix - - n - - discard" \
        "lmtp unix - - n - - lmtp" "anvil unix - - n - 1 anvil" "scache unix - - n - 1 scache" \
        "postlog unix-dgram n - n - 1 postlogd"; do
        echo "$service"
    done
} >pf/etc/master.cf
dovecot -c "$work/dv/dovecot.conf" >"$work/log" 2>&1 || skip "Dovecot does not start: $(tail -n 1 "$work/log")"
# The server writes its number a moment after the program has come back.
for _ in $(seq 100); do
    [ -s dv/run/master.pid ] && break
    sleep 0.1
done
cat dv/run/master.pid >>"$1/pids"
postfix -c "$work/pf/etc" start >"$work/log" 2>&1 || skip "Postfix does not start: $(tail -n 1 "$work/log")"
for _ in $(seq 600); do
    if [ -s pf/spool/pid/master.pid ] && python3 -c "import socket
for port in ($smtp, $imap): socket.create_connection(('127.0.0.1', port), 1)" 2>/dev/null; then
        tr -d ' ' <pf/spool/pid/master.pid >>"$1/pids"
        echo >>"$1/pids"
        echo "TURNPIKE_SUBMISSION_PORT=$smtp"
        echo "TURNPIKE_IMAP_PORT=$imap"
        echo "TURNPIKE_MAILBOX_CA=$work/ca.pem"
        echo "TURNPIKE_MAILBOX_TOKEN=$token"
        exit 0
    fi
    sleep 0.1
done
echo "mailbox: it did not start: $(tail -n 3 "$work/log")" >&2
exit 1
