{
// Looks for the number that shows that this page has spent some seconds on the form. FIPS 180-4, SHA-256.
const f=document.querySelector("[data-challenge]"),K=[],H=[],R=(x,n)=>x>>>n|x<<32-n;
for(let p=2;K.length<64;p++){let d=2;while(d*d<=p&&p%d)d++;if(d*d>p){K.push(p**(1/3)%1*4294967296|0);if(H.length<8)H.push(p**.5%1*4294967296|0)}}
// The whole message is one block: 55 letters at most.
function first(t){const w=Array(64).fill(0),n=t.length;for(let i=0;i<n;i++)w[i>>2]|=t.charCodeAt(i)<<24-i%4*8;w[n>>2]|=128<<24-n%4*8;w[15]=n*8;
for(let i=16;i<64;i++){const a=w[i-15],b=w[i-2];w[i]=w[i-16]+w[i-7]+(R(a,7)^R(a,18)^a>>>3)+(R(b,17)^R(b,19)^b>>>10)|0}
let h=H.slice();for(let i=0;i<64;i++){const e=h[4],a=h[0],s=h[7]+(R(e,6)^R(e,11)^R(e,25))+(e&h[5]^~e&h[6])+K[i]+w[i]|0,u=(R(a,2)^R(a,13)^R(a,22))+(a&h[1]^a&h[2]^h[1]&h[2])|0;h=[s+u|0,a,h[1],h[2],h[3]+s|0,e,h[5],h[6]]}
return h[0]+H[0]>>>0}
if(f){const c=f.dataset.challenge,z=32-f.dataset.bits;let n=0;
(function look(){for(const m=n+2000;n<m;n++)if(first(c+":"+n)<2**z){f.elements.proof.value=n;f.querySelector("[data-solved]").hidden=false;return}setTimeout(look)})()}
}
