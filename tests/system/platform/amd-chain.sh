#!/usr/bin/env bash
# A chain as AMD's for the stand-in machine: `amd-chain.sh DIRECTORY CHIP-ID` makes ark, ask and vcek (.key, .der), and
# table, the certificate table a host hands out. ARK and ASK: RSA-4096, RSASSA-PSS with SHA-384. The VCEK carries the
# firmware versions and the chip that evidence.c reports, and the serial number 0, as AMD's do.
set -eu
directory=$1 chip=$2
cd "$directory"
pss=(-sha384 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:48 -sigopt rsa_mgf1_md:sha384)
name() { echo "/OU=Engineering/C=US/L=Santa Clara/ST=CA/O=Advanced Micro Devices/CN=$1"; }
cat >authority.cnf <<'CNF'
basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign,cRLSign
CNF
arc=1.3.6.1.4.1.3704.1
cat >vcek.cnf <<CNF
$arc.1=ASN1:INTEGER:1
$arc.2=ASN1:IA5STRING:Milan-B0
$arc.3.1=ASN1:INTEGER:3
$arc.3.2=ASN1:INTEGER:0
$arc.3.3=ASN1:INTEGER:8
$arc.3.4=ASN1:INTEGER:0
$arc.3.5=ASN1:INTEGER:0
$arc.3.6=ASN1:INTEGER:0
$arc.3.7=ASN1:INTEGER:0
$arc.3.8=ASN1:INTEGER:115
$arc.4=ASN1:FORMAT:HEX,OCTETSTRING:$chip
CNF
for key in ark ask; do openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:4096 -out $key.key 2>/dev/null; done
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out vcek.key
openssl req -new -key ark.key -subj "$(name ARK-Milan)" -out ark.csr
openssl req -new -key ask.key -subj "$(name SEV-Milan)" -out ask.csr
openssl req -new -key vcek.key -subj "$(name SEV-VCEK)" -out vcek.csr
openssl x509 -req -in ark.csr -signkey ark.key "${pss[@]}" -extfile authority.cnf -set_serial 0x10000 -days 30 -out ark.pem 2>/dev/null
openssl x509 -req -in ask.csr -CA ark.pem -CAkey ark.key "${pss[@]}" -extfile authority.cnf -set_serial 0x10001 -days 30 -out ask.pem 2>/dev/null
openssl x509 -req -in vcek.csr -CA ask.pem -CAkey ask.key "${pss[@]}" -extfile vcek.cnf -set_serial 0 -days 30 -out vcek.pem 2>/dev/null
for certificate in ark ask vcek; do openssl x509 -in $certificate.pem -outform DER -out $certificate.der; done

# number VALUE: four bytes, little-endian.
number() { printf '%08x' "$1" | sed -E 's/(..)(..)(..)(..)/\4\3\2\1/'; }
offset=96
{
    for entry in vcek:8d75da6364e66445adc5f4b93be8accd ask:79b3b74aacbbe44fa02f05aef327c782 \
        ark:a406b4c003a8524997433fb6014cd0ae; do
        length=$(stat -c %s "${entry%%:*}.der")
        printf '%s%s%s' "${entry#*:}" "$(number $offset)" "$(number "$length")"
        offset=$((offset + length))
    done
    printf '%048d' 0
} | xxd -r -p >table
cat vcek.der ask.der ark.der >>table
